import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../../frame/frame.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { Curve } from '../api.ts'
import { unitsOfWind } from './choose-variables.ts'
import { countCurveCells } from './count-curve-cells.ts'
import type { CurvePiece, CurveSteps, Means } from './count-curve-cells.ts'
import type { PageSettings } from './page-settings.ts'
import type { PlantFacts } from './read-plant.ts'
import { readPacked } from './read-packed.ts'
import type { Rooms } from './read-packed.ts'
import { runsOf } from './runs-of.ts'
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
 * Power against wind speed, of the means of bins: counted here, in the order of time, so that it is the same to the last
 * digit whether the store has them or they are read.
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
  const find = (variable: string) => findSeries(target, plant, settings, { asset, variable })
  const [ofWind, ofPower] = await Promise.all([find(wind), find(power)])
  const highest = ratedPower ?? (await readGreatest(target, ofPower, interval))
  const step: CurveSteps = {
    wind: windStep * scale,
    densityWind: densityStep * scale,
    power: niceStep(highest / densityRows),
  }
  const rows = await countCurveCells(piecesOf(target, store, ofWind, ofPower, interval), step)
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
    ratedPower,
    windStep: step.wind,
    density: { windStep: step.densityWind, powerStep: step.power, cells: [...cells.values()] },
    bins: [...bins]
      .sort(([a], [b]) => a - b)
      .map(([half, { sum, count }]) => {
        const minutes = (count * settings.periodSeconds) / 60
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

/** Of the store where it has all of both; else as they are read, a year at a time. */
async function* piecesOf(
  target: TargetReader,
  store: SeriesStore,
  wind: Series,
  power: Series,
  interval: Interval,
): AsyncGenerator<CurvePiece> {
  const holdings = await Promise.all([store.look(wind, interval), store.look(power, interval)])
  const ofWind = store.rows(wind, holdings[0], interval)
  const ofPower = store.rows(power, holdings[1], interval)
  if (ofWind !== undefined && ofPower !== undefined) {
    yield [meansOf(ofWind), meansOf(ofPower)]
    return
  }
  const rooms: Rooms = []
  const read = async ({ ids }: Series, span: Interval): Promise<Means> => {
    if (ids.mean === undefined) return { time: new Float64Array(0), mean: new Float64Array(0) }
    const { time, values } = await readPacked(target, ids.mean, span, rooms)
    return { time, mean: values }
  }
  // Both have the same months: those of which the Target has partitions.
  for (const run of runsOf(holdings[0].months, () => true, wind.periodSeconds * 1e6)) {
    const span = {
      start: Math.max(interval.start, run[0]!.start),
      end: Math.min(interval.end, run.at(-1)!.end),
    }
    yield await Promise.all([read(wind, span), read(power, span)])
  }
}

function meansOf({ time, columns }: Frame): Means {
  return { time, mean: columns.get('mean')! }
}

/** 1, 2 or 5 times a power of ten, not below. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!
}

/** The greatest mean; where none is above 0, what a usual turbine makes. */
async function readGreatest(
  target: TargetReader,
  { ids }: Series,
  { start, end }: Interval,
): Promise<number> {
  if (ids.mean === undefined) return usualPower
  const [row] = await target.rows<{ greatest: number | null }>(
    'looking for the greatest power',
    `select max(value) as greatest from data
     where signal_id = ${ids.mean} and value < 'infinity'
       and "timestamp" >= '${formatInstant(start, 6)}' and "timestamp" < '${formatInstant(end, 6)}'`,
  )
  const greatest = row!.greatest ?? 0
  return greatest > 0 ? greatest : usualPower
}
