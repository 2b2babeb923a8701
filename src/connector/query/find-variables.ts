import type { Source } from '../../source/source.ts'
import { chooseVariables, hasVariables } from './choose-variables.ts'

/** Chooses among the variables known; an unknown name may be a new column, so the Source is looked at again. */
export async function findVariables(source: Source, names: readonly string[] | undefined) {
  const known = await source.describe()
  const described = hasVariables(known, names) ? known : await source.describe(true)
  return { described, variables: chooseVariables(described, names) }
}
