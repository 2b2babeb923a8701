import type { Variable } from '../table/source-table.ts'
import type { Key, ValueColumn } from './narrow-table.ts'

/** The variables of series, each once, by name. Nothing says their units. */
export function variablesOf(
  keys: readonly Key[],
  { column, type, isUnbounded }: ValueColumn,
): Variable[] {
  const names = [...new Set(keys.map(({ variable }) => variable))].sort()
  return names.map((name) => ({
    name,
    unit: null,
    type,
    column,
    ...(isUnbounded === true && { isUnbounded }),
  }))
}
