import type { Asset } from '../signal/asset.ts'
import type { DailyFigures } from '../target/read/read-daily-figures.ts'
import { listDays } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import type { Instant } from '../time/instant.ts'
import type { DayCounts, Figures } from './figures.ts'
import type { ReportPeriod } from './report-period.ts'
import { sum } from './sum.ts'
import { capacityOf, noDay } from './capacity.ts'

export interface SumRules {
  readonly timeZone: string
  readonly periodSeconds: number
  /** Below this part of covered time no capacity factor is given. */
  readonly leastCoverage: number
  readonly now: Instant
}

/** The days of the zone: looked up once, and not for each asset. */
export type IntervalOf = (day: Day) => Interval

/**
 * An asset's figures of a period from those of its days, `days` being those that the ledger knows. What a day lacks is in
 * no sum; hours and coverage are of the whole period until now, so that a day that was not loaded lowers coverage.
 */
export function sumDays(
  asset: Asset,
  { name, from, to }: ReportPeriod,
  days: readonly DailyFigures[],
  rules: SumRules,
  intervalOf: IntervalOf,
): Figures {
  const { periodSeconds } = rules
  const known = new Map(days.map((day) => [day.day, day]))
  const asked = listDays(from, to).filter((day) => intervalOf(day).start < rules.now)
  const hoursOf = new Map(
    asked.map((day) => [day, dayHours(intervalOf(day), known.get(day), rules)]),
  )
  const hours = sum([...hoursOf.values()])
  const used = asked.flatMap((day) => known.get(day) ?? [])
  const last = used.at(-1)
  const ofWind = used.filter(({ meanWind }) => meanWind !== null)
  const ofPower = used.filter(({ meanPower }) => meanPower !== null)
  const windBins = sum(ofWind.map((day) => day.windBins))
  const powerHours = sum(ofPower.map((day) => day.powerHours))
  const coverage = (of: (day: DailyFigures) => number | null) =>
    hours === 0 ? null : sum(used.map((day) => (of(day) ?? 0) * day.hours)) / hours
  const [windVariable, powerVariable] = [last?.windVariable ?? null, last?.powerVariable ?? null]
  const powerCoverage = powerVariable === null ? null : coverage((day) => day.powerCoverage)
  const counted = used.filter((day) => day.counterKwh !== null && day.exportedKwh !== null)
  const missing = (loaded: readonly DailyFigures[], of: (day: DailyFigures) => number) =>
    sum(loaded.map((day) => Math.max(0, Math.round((day.hours * 3600) / periodSeconds) - of(day))))
  return {
    asset,
    period: name,
    from,
    to,
    hours,
    days: countDays(asked, known),
    windVariable,
    windUnit: last?.windUnit ?? null,
    windCoverage: windVariable === null ? null : coverage((day) => day.windCoverage),
    windBinsMissing:
      windVariable === null
        ? null
        : missing(
            used.filter((day) => day.windCoverage !== null),
            (day) => day.windBins,
          ),
    windHours: windVariable === null ? null : (windBins * periodSeconds) / 3600,
    meanWind:
      windBins === 0 ? null : sum(ofWind.map((day) => day.meanWind! * day.windBins)) / windBins,
    greatestWind:
      ofWind.length === 0 ? null : Math.max(...ofWind.map((day) => day.greatestWind ?? -Infinity)),
    greatestWindOf: ofWind.some((day) => day.greatestWindOf === 'means')
      ? 'means'
      : (ofWind[0]?.greatestWindOf ?? null),
    powerVariable,
    powerUnit: last?.powerUnit ?? null,
    powerCoverage,
    powerBinsMissing:
      powerVariable === null
        ? null
        : missing(
            used.filter((day) => day.powerCoverage !== null),
            (day) => day.powerBins,
          ),
    powerHours: powerVariable === null ? null : powerHours,
    meanPower:
      powerHours === 0
        ? null
        : sum(ofPower.map((day) => day.meanPower! * day.powerHours)) / powerHours,
    exportedKwh: sumKnown(ofPower, (day) => day.exportedKwh),
    importedKwh: sumKnown(ofPower, (day) => day.importedKwh),
    energyWithheld: energyReason(used.length > 0, powerVariable, ofPower),
    counterVariable: last?.counterVariable ?? null,
    counterKwh: sumKnown(used, (day) => day.counterKwh),
    counterDifference: differenceOf(
      sum(counted.map((day) => day.exportedKwh!)),
      sum(counted.map((day) => day.counterKwh!)),
    ),
    ratedKwh: sumKnown(ofPower, (day) => day.ratedKwh),
    ...capacityOf(
      ofPower.map((day) => ({
        net: day.meanPower! * day.powerHours,
        rated: day.ratedPower === null ? null : day.ratedPower * day.powerHours,
      })),
      {
        hasDays: used.length > 0,
        hasPower: powerVariable !== null,
        coverage: powerCoverage,
        least: rules.leastCoverage,
      },
    ),
    hoursAtRated: sumKnown(ofPower, (day) => day.hoursAtRated),
    hoursNoPowerInWind: sumKnown(used, (day) => day.hoursNoPowerInWind),
    windAndPowerHours:
      windVariable === null || powerVariable === null
        ? null
        : sum(used.map((day) => day.windAndPowerHours)),
  }
}

/** What is more than the counter says, as a part of it. */
export function differenceOf(exported: number, counter: number): number | null {
  return counter === 0 ? null : (exported - counter) / counter
}

/** Of a day that another one took a part of, what is left; of one under way until now. */
function dayHours(
  { start, end }: Interval,
  known: DailyFigures | undefined,
  rules: SumRules,
): number {
  const { timeZone, now, periodSeconds } = rules
  if (known?.isCut === true || (known !== undefined && known.timeZone !== timeZone)) {
    return known.hours
  }
  const step = periodSeconds * 1e6
  return (Math.min(end, start + Math.floor((now - start) / step) * step) - start) / 3600e6
}

function countDays(asked: readonly Day[], known: ReadonlyMap<Day, DailyFigures>): DayCounts {
  const count = (is: (day: DailyFigures) => boolean) =>
    asked.filter((day) => known.has(day) && is(known.get(day)!)).length
  return {
    asked: asked.length,
    loaded: count(({ status }) => status === 'loaded'),
    open: count(({ status }) => status === 'open'),
    failed: count(({ status }) => status === 'failed'),
    noSourceData: count(({ status }) => status === 'no-source-data'),
    notLoaded: asked.filter((day) => !known.has(day)).length,
    cut: count(({ isCut }) => isCut),
  }
}

function sumKnown(
  days: readonly DailyFigures[],
  of: (day: DailyFigures) => number | null,
): number | null {
  const values = days.flatMap((day) => of(day) ?? [])
  return values.length === 0 ? null : sum(values)
}

function energyReason(
  hasDays: boolean,
  power: string | null,
  days: readonly DailyFigures[],
): string | null {
  if (!hasDays) return noDay
  if (power === null) return 'no power'
  if (days.length === 0) return 'power is not loaded'
  if (days.every((day) => day.exportedKwh !== null)) return null
  return 'the unit of power is not known'
}
