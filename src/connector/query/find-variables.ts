import { chooseVariables, hasVariables } from './choose-variables.ts'
import type { SourceGateway } from '../source-gateway.ts'

/** Chooses among the variables known; an unknown name may be a new column, so the table is read again. */
export async function findVariables(source: SourceGateway, names: readonly string[] | undefined) {
  const known = await source.table()
  const table = hasVariables(known, names) ? known : await source.freshTable()
  return { table, variables: chooseVariables(table, names) }
}
