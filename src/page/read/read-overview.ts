import type { Frame } from '../../frame/frame.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { addDays, dayHolding } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Overview, OverviewAsset } from '../api.ts'
import { cellStates } from './cell-states.ts'
import type { AssetBins, Cell } from './cell-states.ts'
import { unitsOfWind } from './choose-variables.ts'
import { findBinsTable } from './find-bins-table.ts'
import { unitFactor } from './convert-unit.ts'
import { overviewSentence, rankAssets } from './overview-words.ts'
import { ownSettingsOf } from './page-settings.ts'
import type { PageSettings } from './page-settings.ts'
import type { RatedPower } from './rated-power.ts'
import { readDayMeans } from './read-day-means.ts'
import type { PlantFacts } from './read-plant.ts'
import type { TargetReader } from './target-reader.ts'
import { textArray } from './text-array.ts'
import { unitOf } from './unit-of.ts'

const hours24 = 86_400e6
/** What the newest values may be late by before a turbine is called silent. */
const lateness = 3600e6
/** Bins before the first shown one, so that a value that hangs is seen from the first on. */
const lead = 2

/** The last 24 hours of every asset, up to `now` in microseconds; of a Target that is older, its last ones. */
export async function readOverview(
  target: TargetReader,
  plant: PlantFacts,
  { ratedPower }: RatedPower,
  settings: PageSettings,
  now: Instant,
): Promise<Overview> {
  const { periodSeconds, timeZone } = settings
  const step = periodSeconds * 1e6
  const [signals, loaded] = await Promise.all([
    readSignals(target, plant, settings),
    readLoadedEnd(target, plant, settings),
  ])
  if (loaded === undefined) return nothing(periodSeconds)
  // A day that was loaded may have had values in its first hours alone.
  const last = Math.max(...(await readLastValues(target, signals)).values())
  const newest = isFinite(last) ? last + step : loaded
  const isOld = newest < now - hours24
  // Bins of an hour do not begin at UTC's in each zone.
  const to = isOld ? newest : newest + Math.floor((now - newest) / step) * step
  const count = Math.round(hours24 / step)
  const from = to - count * step
  const shown: Span = { start: from - lead * step, step, count: count + lead }
  const lastDay = addDays(dayHolding(to, timeZone), -1)
  const [means, samples, dayMeans] = await Promise.all([
    readMeans(target, signals, shown),
    readSamples(target, plant, settings, shown),
    readDayMeans(target, idsOf(signals.values()), lastDay, timeZone),
  ])
  const lastSeen = await readLastSeen(target, signals, means, shown)
  const newestSeen = Math.max(...lastSeen.values()) + step
  const assets = plant.assets.map((asset): Omit<OverviewAsset, 'rank'> => {
    const ids = signals.get(asset)
    const wind = plant.wind === null ? undefined : arrayOf(means, ids?.wind, shown)
    const scale = unitsOfWind(unitOf(plant.variables, plant.wind, asset))
    // Rows stand below one another: their figures are in the plant's own unit.
    const [ofWind, ofPower] = [plant.wind, plant.power].map((name) => {
      const usual = plant.variables.find((variable) => variable.name === name)?.unit ?? null
      return unitFactor(unitOf(plant.variables, name, asset), usual)
    })
    const bins: AssetBins = {
      wind: wind?.map((value) => value / scale),
      power: plant.power === null ? undefined : arrayOf(means, ids?.power, shown),
      other: arrayOf(means, ids?.other, shown),
      samples: samples.get(asset) ?? new Float64Array(shown.count).fill(NaN),
    }
    const sampled = ownSettingsOf(settings, asset)?.sampleSeconds ?? settings.sampleSeconds
    const rules = {
      ratedPower: ratedPower[asset] ?? null,
      expectedSamples: Math.round(periodSeconds / sampled),
    }
    const cells = cellStates(bins, rules).slice(lead)
    const end = (lastSeen.get(asset) ?? NaN) + step
    const isSilent = end < to && (end < newestSeen || end < to - lateness)
    return {
      asset,
      cells: cells.map(({ letter }) => letter).join(''),
      wind: Array.from(wind?.subarray(lead) ?? new Float64Array(count).fill(NaN), (speed) =>
        rounded(speed * (ofWind ?? NaN)),
      ),
      silentSince: isSilent ? formatInstant(end) : null,
      stoppedSince: stoppedSince(cells, from, step),
      suspectWhy: cells.findLast(({ letter }) => letter === 'q')?.why ?? null,
      coverage: isNaN(end) ? null : cells.filter(({ letter }) => letter !== '-').length / count,
      meanPower: inUnit(dayMeans.get(ids?.power ?? NaN), ofPower!),
      meanWind: inUnit(dayMeans.get(ids?.wind ?? NaN), ofWind!),
    }
  })
  const ranks = rankAssets(assets)
  return {
    from: formatInstant(from),
    to: formatInstant(to),
    stepSeconds: periodSeconds,
    sentence: overviewSentence(assets, { timeZone, to, isOld, stepSeconds: periodSeconds }),
    isOld,
    meanDay: lastDay,
    assets: assets.map((asset, index) => ({ ...asset, rank: ranks[index]! })),
  }
}

function nothing(stepSeconds: number): Overview {
  const sentence = 'Nothing is loaded yet.'
  const none = { from: null, to: null, isOld: false, meanDay: null, assets: [] }
  return { ...none, stepSeconds, sentence }
}

/** The start of the stopped bins that an asset ends with, bins that are not there yet aside. */
function stoppedSince(cells: readonly Cell[], from: Instant, step: number): string | null {
  const last = cells.findLastIndex(({ letter }) => letter !== '-')
  if (last < 0 || (cells.length - 1 - last) * step > lateness) return null
  let first = last
  while (cells[first]?.letter === 's') first--
  return first === last ? null : formatInstant(from + (first + 1) * step)
}

function inUnit(value: number | undefined, factor: number | null): number | null {
  return value === undefined || factor === null ? null : value * factor
}

function rounded(value: number): number | null {
  return isNaN(value) ? null : Math.round(value * 10) / 10
}

/** Bins of `step` microseconds from `start` on. */
interface Span {
  readonly start: Instant
  readonly step: number
  readonly count: number
}

/** The ids of an asset's means. */
type MeanIds = Partial<Record<'wind' | 'power' | 'other', number>>

/** What cells are made of; of a plant with neither wind nor power its first variable, for whether there are values. */
function cellVariables({ wind, power, variables }: PlantFacts): string[] {
  const named = [wind, power].filter((name) => name !== null)
  return named.length > 0 ? named : variables.slice(0, 1).map(({ name }) => name)
}

function idsOf(signals: Iterable<MeanIds>): number[] {
  return [...signals].flatMap((ids) => Object.values(ids))
}

async function readSignals(
  target: TargetReader,
  plant: PlantFacts,
  { periodSeconds }: PageSettings,
): Promise<ReadonlyMap<string, MeanIds>> {
  const { assets, wind, power } = plant
  const variables = cellVariables(plant)
  const rows = await target.rows<{ id: number; asset: string; variable: string }>(
    'reading signals',
    `select id, asset, variable from signal
     where period_seconds = ${periodSeconds} and statistic = 'mean'
       and asset = any(${textArray(assets)}) and variable = any(${textArray(variables)})`,
  )
  const found = new Map<string, MeanIds>()
  for (const { id, asset, variable } of rows) {
    const key = variable === wind ? 'wind' : variable === power ? 'power' : 'other'
    found.set(asset, { ...found.get(asset), [key]: id })
  }
  return found
}

/** The end of the newest day that was loaded of any asset: a step into the ledger's key for each variable. */
async function readLoadedEnd(
  target: TargetReader,
  { assets, variables }: PlantFacts,
  { periodSeconds }: PageSettings,
): Promise<Instant | undefined> {
  const rows = await target.rows<{ newest: string | null }>(
    'looking for the newest bin',
    `select (extract(epoch from max(window_end)) * 1000000)::int8::text as newest
     from unnest(${textArray(assets)}) asked (asset)
       cross join unnest(${textArray(variables.map(({ name }) => name))}) of (variable)
       cross join lateral (
         select window_end from load
         where load.asset = asked.asset and load.variable = of.variable
           and period_seconds = ${periodSeconds} and status in ('loaded', 'open')
         order by day desc limit 1) last`,
  )
  const newest = rows[0]?.newest
  return newest == null ? undefined : Number(newest)
}

/** By signal, its values by the place of their bin. */
type Means = ReadonlyMap<number, Float64Array>

async function readMeans(
  target: TargetReader,
  signals: ReadonlyMap<string, MeanIds>,
  { start, step, count }: Span,
): Promise<Means> {
  const ids = idsOf(signals.values())
  const found = new Map(ids.map((id) => [id, new Float64Array(count).fill(NaN)]))
  if (ids.length === 0) return found
  const frame: Frame = await target.frame(
    'reading the last 24 hours',
    `select "timestamp", signal_id::float8, value from data
     where signal_id = any('{${ids.join()}}') and "timestamp" >= '${formatInstant(start, 6)}'
       and "timestamp" < '${formatInstant(start + count * step, 6)}'`,
    ['signal', 'value'],
  )
  const [of, values] = [frame.columns.get('signal')!, frame.columns.get('value')!]
  frame.time.forEach((time, row) => {
    const place = Math.floor((time - start) / step)
    if (place < count) found.get(of[row]!)![place] = values[row]!
  })
  return found
}

function arrayOf(means: Means, id: number | undefined, { count }: Span): Float64Array {
  return (id === undefined ? undefined : means.get(id)) ?? new Float64Array(count).fill(NaN)
}

/** By asset, the samples of bins that are not whole, the least of its variables. */
async function readSamples(
  target: TargetReader,
  plant: PlantFacts,
  { periodSeconds }: PageSettings,
  { start, step, count }: Span,
): Promise<ReadonlyMap<string, Float64Array>> {
  const { assets } = plant
  const variables = cellVariables(plant)
  const rows = await target.rows<{ asset: string; time: string; samples: number }>(
    'reading the samples of bins',
    `select asset, (extract(epoch from "timestamp") * 1000000)::int8::text as time,
       min(samples) as samples
     from ${await findBinsTable(target)}
     where asset = any(${textArray(assets)}) and variable = any(${textArray(variables)})
       and period_seconds = ${periodSeconds} and "timestamp" >= '${formatInstant(start, 6)}'
       and "timestamp" < '${formatInstant(start + count * step, 6)}'
     group by asset, "timestamp"`,
  )
  const found = new Map<string, Float64Array>()
  for (const { asset, time, samples } of rows) {
    const own = found.get(asset) ?? new Float64Array(count).fill(NaN)
    own[Math.min(count - 1, Math.floor((Number(time) - start) / step))] = samples
    found.set(asset, own)
  }
  return found
}

/** By asset, the start of its last bin with a value; of one that has none in these 24 hours it is looked up. */
async function readLastSeen(
  target: TargetReader,
  signals: ReadonlyMap<string, MeanIds>,
  means: Means,
  { start, step }: Span,
): Promise<ReadonlyMap<string, Instant>> {
  const found = new Map<string, Instant>()
  const unseen = new Map<string, MeanIds>()
  for (const [asset, ids] of signals) {
    const last = Math.max(
      ...idsOf([ids]).map((id) => means.get(id)!.findLastIndex((mean) => !isNaN(mean))),
    )
    if (last >= 0) found.set(asset, start + last * step)
    else unseen.set(asset, ids)
  }
  return new Map([...found, ...(await readLastValues(target, unseen))])
}

/** By asset, the start of its last bin with a value. */
async function readLastValues(
  target: TargetReader,
  signals: ReadonlyMap<string, MeanIds>,
): Promise<ReadonlyMap<string, Instant>> {
  const asked = [...signals].flatMap(([asset, ids]) =>
    idsOf([ids]).map((id) => `(${quoteLiteral(asset)}, ${id})`),
  )
  if (asked.length === 0) return new Map()
  const rows = await target.rows<{ asset: string; last: string }>(
    'looking for the last values',
    `select asset, (extract(epoch from max(last)) * 1000000)::int8::text as last
     from (values ${asked.join()}) of (asset, id)
       cross join lateral (
         select "timestamp" as last from data where signal_id = of.id
         order by "timestamp" desc limit 1) newest
     group by asset`,
  )
  return new Map(rows.map(({ asset, last }) => [asset, Number(last)]))
}
