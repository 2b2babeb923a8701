import type { OverviewAsset } from '../api.ts'
import { clockAt, dayAndClock } from './say-time.ts'

/** What the sentence is about, of one asset. */
export type Told = Pick<
  OverviewAsset,
  'asset' | 'cells' | 'silentSince' | 'stoppedSince' | 'suspectWhy' | 'coverage'
>

export interface SentenceContext {
  readonly timeZone: string
  /** Microseconds: the end of what is shown. */
  readonly to: number
  readonly isOld: boolean
  /** How long a cell is. */
  readonly stepSeconds: number
}

/** Assets that the sentence names. */
const mostNamed = 5

/** For a person, the worst first: `96 of 100 turbines whole; T17 silent since 03:10; T42 stopped in wind since 05:20.` */
export function overviewSentence(assets: readonly Told[], context: SentenceContext): string {
  const { timeZone, to, isOld } = context
  const old = isOld
    ? `No values since ${dayAndClock(to, timeZone)}; this is how the 24 hours before were. `
    : ''
  const ranks = rankAssets(assets)
  const worstFirst = assets.map((asset, place) => ({ asset, rank: ranks[place]! }))
  worstFirst.sort((a, b) => a.rank - b.rank)
  const troubles = worstFirst.flatMap(({ asset }) => {
    const what = troubleOf(asset, context)
    return what === undefined ? [] : [{ asset: asset.asset, what }]
  })
  const named = troubles.slice(0, mostNamed).map(({ asset, what }) => nameOf(asset) + what)
  const rest = troubles.length - named.length
  return `${old}${[wholeness(assets), ...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(
    '; ',
  )}.`
}

function wholeness(assets: readonly Told[]): string {
  const whole = assets.filter(({ coverage }) => coverage === 1).length
  if (assets.length !== 1) return `${whole} of ${assets.length} turbines whole`
  const { cells } = assets[0]!
  const there = cells.length - cells.split('-').length + 1
  return whole === 1 ? 'All bins have values' : `${there} of ${cells.length} bins have values`
}

function nameOf(asset: string): string {
  return asset === '' ? '' : `${asset} `
}

/** A stop that is over is told of from an hour on. */
const leastStopSeconds = 3600

/** The worst of what there is to say of an asset; undefined: nothing. */
function troubleOf(
  asset: Told,
  { timeZone, to, isOld, stepSeconds }: SentenceContext,
): string | undefined {
  const since = (time: string) => {
    const instant = Date.parse(time) * 1000
    return to - instant < 24 * 3600e6 && !isOld
      ? clockAt(instant, timeZone)
      : dayAndClock(instant, timeZone)
  }
  if (asset.coverage === null) return 'has no values that these cells are made of'
  if (asset.silentSince !== null) return `silent since ${since(asset.silentSince)}`
  if (asset.stoppedSince !== null) return `stopped in wind since ${since(asset.stoppedSince)}`
  if (asset.suspectWhy !== null) return `suspect: ${asset.suspectWhy}`
  const stopped = countCells(asset, 's') * stepSeconds
  return stopped < leastStopSeconds ? undefined : `was stopped in wind for ${hoursOf(stopped)}`
}

function countCells({ cells }: Told, letters: string): number {
  return cells.length - cells.replace(new RegExp(`[${letters}]`, 'g'), '').length
}

/** `14 h 20 min`. */
function hoursOf(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`
}

/** The worst first: silent, stopped, suspect, then by cells that are no good; equal ones as they come. */
export function rankAssets(assets: readonly Told[]): number[] {
  const badness = ({ coverage, silentSince, stoppedSince, suspectWhy }: Told) =>
    (coverage === null ? 8 : 0) +
    (silentSince !== null ? 4 : 0) +
    (stoppedSince !== null ? 2 : 0) +
    (suspectWhy !== null ? 1 : 0)
  const order = assets
    .map((asset, place) => ({ place, bad: badness(asset), cells: countCells(asset, '-sq') }))
    .sort((a, b) => b.bad - a.bad || b.cells - a.cells || a.place - b.place)
  const ranks: number[] = []
  order.forEach(({ place }, rank) => (ranks[place] = rank))
  return ranks
}
