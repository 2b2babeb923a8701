import type { FormerChange } from '../ledger/clear-former-days.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

/** Each change of a former day with the day of its name, or with the window's first. */
export function tellFormer(
  results: readonly LoadResult[],
  former: readonly FormerChange[],
  { days, ledger }: Pick<WindowLoad, 'days' | 'ledger'>,
): LoadResult[] {
  if (former.length === 0) return [...results]
  const ends = new Map(ledger.map(({ day, interval }) => [day, interval.end]))
  return results.map((result, index) => {
    const own = former.filter(({ day }) => {
      const end = ends.get(day)
      return end === undefined ? index === 0 : end === days[index]!.end
    })
    if (own.length === 0) return result
    const deleted = own.reduce((sum, change) => sum + change.deleted, result.deleted)
    return { ...result, deleted, former: own }
  })
}
