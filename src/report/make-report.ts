import type { Asset } from '../signal/asset.ts'
import { readDailyFigures } from '../target/read/read-daily-figures.ts'
import type { DailyFigures } from '../target/read/read-daily-figures.ts'
import { readStateHours } from '../target/read/read-state-hours.ts'
import { readTurbulence } from '../target/read/read-turbulence.ts'
import type { TurbulenceBin } from '../target/read/read-turbulence.ts'
import type { MinutesAre } from '../target/register/register-entry.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Figures } from './figures.ts'
import { dayInterval, listDays } from '../time/day.ts'
import { splitPeriod } from './report-period.ts'
import type { ReportPeriod } from './report-period.ts'
import { sumDays } from './sum-days.ts'
import type { SumRules } from './sum-days.ts'
import { sumFarm } from './sum-farm.ts'
import { sumStates } from './sum-states.ts'
import type { StateSum } from './sum-states.ts'

export interface ReportQuestion extends SumRules {
  readonly assets: readonly Asset[]
  readonly period: ReportPeriod
  readonly by: 'day' | 'month' | undefined
  readonly turbulence: boolean
  /** What the settings say that the Source's rows are. */
  readonly minutesAre: MinutesAre | undefined
}

export interface Report {
  /** By period, the assets in their order, and then, of several, the farm. */
  readonly rows: readonly Figures[]
  readonly states: readonly StateSum[]
  /** Days of assets that were loaded as days of another time zone, by that zone: their figures are of those days. */
  readonly otherZones: Readonly<Record<string, number>>
  /** Of the whole period; `null`: not asked for, or withheld. */
  readonly turbulence: readonly TurbulenceBin[] | null
  readonly turbulenceWithheld: string | null
}

/** Reads the days of a period, and sums them up. */
export async function makeReport(target: Target, question: ReportQuestion): Promise<Report> {
  const { assets, period, by, periodSeconds } = question
  const query = { assets, periodSeconds, from: period.from, to: period.to }
  const days = await readDailyFigures(target, query)
  const byAsset = new Map<Asset, DailyFigures[]>()
  for (const day of days) {
    const own = byAsset.get(day.asset)
    if (own === undefined) byAsset.set(day.asset, [day])
    else own.push(day)
  }
  const parts = splitPeriod(period, by)
  const intervals = new Map(
    listDays(period.from, period.to).map((day) => [day, dayInterval(day, question.timeZone)]),
  )
  const rows = parts.flatMap((part) => {
    const own = assets.map((asset) =>
      sumDays(
        asset,
        part,
        (byAsset.get(asset) ?? []).filter(({ day }) => day >= part.from && day <= part.to),
        question,
        (day) => intervals.get(day)!,
      ),
    )
    return own.length > 1 ? [...own, sumFarm(own, question.leastCoverage)] : own
  })
  const states = sumStates(parts, rows, await readStateHours(target, query))
  const otherZones = countOtherZones(days, question.timeZone)
  return { rows, states, otherZones, ...(await turbulenceOf(target, question)) }
}

function countOtherZones(days: readonly DailyFigures[], asked: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { timeZone, status } of days) {
    if (timeZone !== asked && (status === 'loaded' || status === 'open'))
      counts[timeZone] = (counts[timeZone] ?? 0) + 1
  }
  return counts
}

async function turbulenceOf(
  target: Target,
  { assets, period, periodSeconds, turbulence, minutesAre }: ReportQuestion,
): Promise<Pick<Report, 'turbulence' | 'turbulenceWithheld'>> {
  if (!turbulence) return { turbulence: null, turbulenceWithheld: null }
  const withheld =
    minutesAre === undefined
      ? 'nothing says whether the Source’s rows are samples or averages: set MINUANO_MINUTES_ARE'
      : minutesAre === 'averages'
        ? 'the Source’s rows are averages, whose standard deviation is less than that of samples'
        : null
  if (withheld !== null) return { turbulence: null, turbulenceWithheld: withheld }
  const query = { assets, periodSeconds, from: period.from, to: period.to }
  const found = await readTurbulence(target, query)
  if (found.length > 0) return { turbulence: found, turbulenceWithheld: null }
  return {
    turbulence: null,
    turbulenceWithheld:
      'the Target has no standard deviation of a wind speed in these days, or its register does not say that rows are samples: a load or `target init` writes it',
  }
}
