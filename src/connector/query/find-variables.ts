import { chooseVariables } from './choose-variables.ts'
import type { SourceGateway } from '../source-gateway.ts'

/** Chooses among the variables known; an unknown name may be a new column, so the table is read again. */
export async function findVariables(source: SourceGateway, names: readonly string[] | undefined) {
  const table = await source.table()
  try {
    return { table, variables: chooseVariables(table, names) }
  } catch {
    const fresh = await source.freshTable()
    return { table: fresh, variables: chooseVariables(fresh, names) }
  }
}
