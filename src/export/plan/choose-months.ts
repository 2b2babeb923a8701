import type { Asset } from '../../signal/asset.ts'
import { findLoadedDays } from '../../target/read/find-loaded-days.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import { listMonths, monthOf } from './list-months.ts'
import type { Month } from './list-months.ts'

interface MonthsQuery {
  readonly assets: readonly Asset[]
  readonly periodSeconds: number
  readonly timeZone: string
  readonly from: Day | undefined
  readonly to: Day | undefined
}

export interface ChosenMonths {
  readonly months: readonly Month[]
  /** The days that are asked for, or that the ledger has where none are; `undefined` where it has none either. */
  readonly days: { readonly from: Day; readonly to: Day } | undefined
}

/** The months to look at: of those asked for the ones that the ledger, or the folder (`exported`), knows of. */
export async function chooseMonths(
  target: Target,
  { assets, periodSeconds, timeZone, from, to }: MonthsQuery,
  exported: readonly string[],
): Promise<ChosenMonths> {
  const loaded = await findLoadedDays(target, assets, periodSeconds)
  const known = [
    ...exported,
    ...(loaded === undefined ? [] : [monthOf(loaded.first), monthOf(loaded.last)]),
  ].sort()
  const [first, last] = [from ?? loaded?.first, to ?? loaded?.last]
  const days = first === undefined || last === undefined ? undefined : { from: first, to: last }
  if (known.length === 0) return { months: [], days }
  const months = listMonths(`${known[0]!}-01`, `${known.at(-1)!}-01`, timeZone).filter(
    ({ name }) =>
      (from === undefined || name >= monthOf(from)) && (to === undefined || name <= monthOf(to)),
  )
  return { months, days }
}
