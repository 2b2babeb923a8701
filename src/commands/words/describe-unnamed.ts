import type { Day } from '../../time/day.ts'

/** Rows of some days that no asset's are, and why that may be. */
export function describeUnnamed(rows: number, days: readonly Day[]): string {
  const of = days.length === 1 ? days[0]! : `${days[0]!} to ${days.at(-1)!}`
  const what = rows === 1 ? 'row of the Source is' : 'rows of the Source are'
  return `${of}: ${rows} ${what} of no asset, and left out: of NULL, an empty text, or a name that SOURCE_ASSET_TABLE does not list`
}
