import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { Curve } from '../api.ts'
import { unitsOfWind } from './choose-variables.ts'
import { countCurveCells } from './count-curve-cells.ts'
import type { CurveCell, CurveSteps, Means } from './count-curve-cells.ts'
import type { PageSettings } from './page-settings.ts'
import type { PlantFacts } from './read-plant.ts'
import { demandAsset, findSeries } from './series.ts'
import type { Series } from './series.ts'
import type { SeriesStore } from './series-store.ts'
import type { TargetReader } from './target-reader.ts'
import { unitOf } from './unit-of.ts'

/** Of the bins of means, in m/s: what IEC 61400-12-1 bins by, and OpenOA. */
const windStep = 0.5
/** Of the density: fine enough to show a second branch of the curve. */
const densityStep = 0.25
const densityRows = 80
/** In kW: of a turbine that fed nothing, where the settings do not say it. */
const usualPower = 2000
/** A bin says something from so much data on (IEC 61400-12-1). */
const enoughMinutes = 30

/** Whose curve is asked for. */
export interface CurveQuery {
  readonly asset: string
  readonly interval: Interval
  /** What the settings say; null: its greatest power in the interval stands in for it. */
  readonly ratedPower: number | null
}

/**
 * Power against wind speed, of the means of bins. Where the store has them, they are counted here; else the Target
 * makes it, whose answer is its cells.
 */
export async function readCurve(
  target: TargetReader,
  store: SeriesStore,
  plant: PlantFacts,
  settings: PageSettings,
  { asset, interval, ratedPower }: CurveQuery,
): Promise<Curve> {
  demandAsset(plant, asset)
  const { wind, power } = plant
  if (wind === null || power === null) {
    throw new MinuanoError(
      'unknown-variable',
      `a power curve needs a wind speed and a power, and the Target has no ${wind === null ? 'wind speed' : 'power'} that is known as one`,
    )
  }
  const windUnit = unitOf(plant.variables, wind, asset)
  const powerUnit = unitOf(plant.variables, power, asset)
  const scale = unitsOfWind(windUnit)
  const { periodSeconds } = settings
  const heldOf = async (variable: string) => {
    const series = await findSeries(target, plant, settings, { asset, variable })
    return takeHeld(store, series, interval)
  }
  const [heldWind, heldPower] = await Promise.all([heldOf(wind), heldOf(power)])
  const values = (variable: string) => valuesOf({ asset, variable, periodSeconds, interval })
  const greatest = async () =>
    heldPower === undefined ? readGreatest(target, values(power)) : greatestOf(heldPower.mean)
  const steps = (highest: number): CurveSteps => ({
    wind: windStep * scale,
    densityWind: densityStep * scale,
    power: niceStep(highest / densityRows),
  })
  const step = steps(ratedPower ?? usualIfNone(await greatest()))
  const rows =
    heldWind === undefined || heldPower === undefined
      ? await target.rows<CurveCell>(
          'reading the power curve',
          statement(values(wind), values(power), step),
        )
      : countCurveCells(heldWind, heldPower, step)
  const bins = new Map<number, { sum: number; count: number }>()
  const cells = new Map<string, [number, number, number]>()
  let [used, leftOut] = [0, 0]
  for (const { half, quarter, row, bins: count, sum } of rows) {
    if (
      half === null ||
      row === null ||
      quarter === null ||
      sum === null ||
      !isFinite(half + sum)
    ) {
      leftOut += count
      continue
    }
    used += count
    const bin = bins.get(half) ?? { sum: 0, count: 0 }
    bins.set(half, { sum: bin.sum + sum, count: bin.count + count })
    const cell = cells.get(`${quarter} ${row}`)
    cells.set(`${quarter} ${row}`, [quarter, row, count + (cell?.[2] ?? 0)])
  }
  return {
    wind,
    power,
    windUnit,
    powerUnit,
    windStep: step.wind,
    density: { windStep: step.densityWind, powerStep: step.power, cells: [...cells.values()] },
    bins: [...bins]
      .sort(([a], [b]) => a - b)
      .map(([half, { sum, count }]) => {
        const minutes = (count * periodSeconds) / 60
        return {
          wind: half * windStep * scale,
          meanPower: sum / count,
          minutes,
          isHollow: minutes < enoughMinutes,
        }
      }),
    used,
    leftOut,
  }
}

/** The means of a series, where the store has all of the interval. */
async function takeHeld(
  store: SeriesStore,
  series: Series,
  interval: Interval,
): Promise<Means | undefined> {
  const holding = await store.look(series, interval)
  if (holding.lacking.length > 0) return undefined
  const { time, columns } = store.rows(series, holding, interval)
  return { time, mean: columns.get('mean')! }
}

/** 1, 2 or 5 times a power of ten, not below. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!
}

/** Null without a value. */
async function readGreatest(target: TargetReader, values: string): Promise<number | null> {
  const [row] = await target.rows<{ greatest: number | null }>(
    'looking for the greatest power',
    `select max(value) as greatest from (${values}) output where value < 'infinity'`,
  )
  return row!.greatest
}

function greatestOf(mean: Float64Array): number {
  return mean.reduce((most, value) => (value > most && value < Infinity ? value : most), 0)
}

/** Where no power is above 0, what a usual turbine makes. */
function usualIfNone(greatest: number | null): number {
  return greatest !== null && greatest > 0 ? greatest : usualPower
}

function valuesOf(of: {
  readonly asset: string
  readonly variable: string
  readonly periodSeconds: number
  readonly interval: Interval
}): string {
  const { asset, variable, periodSeconds, interval } = of
  return `
    select "timestamp", value from data
    where signal_id = (
        select id from signal where asset = ${quoteLiteral(asset)} and variable = ${quoteLiteral(variable)}
          and statistic = 'mean' and period_seconds = ${periodSeconds})
      and "timestamp" >= '${formatInstant(interval.start, 6)}'
      and "timestamp" < '${formatInstant(interval.end, 6)}'`
}

function statement(wind: string, power: string, step: CurveSteps): string {
  // Not as integers: a value that is no power of any turbine must not take the curve away.
  return `
    select floor(speed.value / ${step.wind} + 0.5) as half,
      floor(speed.value / ${step.densityWind}) as quarter,
      floor(output.value / ${step.power}) as "row",
      count(*)::int as bins, sum(output.value) as sum
    from (${wind}) speed full join (${power}) output using ("timestamp")
    group by 1, 2, 3`
}
