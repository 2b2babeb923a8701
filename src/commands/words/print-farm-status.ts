import { listAssets, writeAsset } from '../../config/list-assets.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { listSome } from '../../errors/list-some.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { DayStatus } from '../../etl/plan/describe-days.ts'
import { printToned } from '../../log/paint.ts'
import { print, say } from '../../log/say.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import { formatInstant } from '../../time/instant.ts'
import type { AssetStatus, FarmStatus } from '../work/read-status.ts'
import { formatCoverage } from './describe-farm.ts'
import { closedAsJson, describeClosedMonths } from './describe-closed.ts'
import { describeFound, foundAsJson } from './describe-found.ts'
import { describeStrays } from './describe-strays.ts'
import { describeNothing, describeOtherWidths } from './describe-widths.ts'
import { explainFaults } from './explain-faults.ts'
import { foldDays } from './fold-days.ts'
import { asJson, faultyDays } from './print-status.ts'
import type { StatusWords } from './print-status.ts'
import { sayFarmLayouts } from './say-layouts.ts'

/** Assets that a line names before the rest is counted. */
const mostNamed = 5

export interface FarmStatusWords extends Omit<StatusWords, 'isStale'> {
  /** The days of each asset, in place of a line for all. */
  readonly byAsset: boolean
  readonly isTooOld: (newest: Instant | undefined) => boolean
}

/** Prints a farm's days, as `printStatus` does those of one asset. Throws `days-missing` where something is wrong. */
export function printFarmStatus(
  { target, byAsset, found, closed }: FarmStatus,
  words: FarmStatusWords,
): void {
  const { config, isJson, same } = words
  const assets = [...byAsset]
  if (isJson) {
    const more = { ...foundAsJson(found), ...closedAsJson(closed) }
    print(JSON.stringify({ ...farmAsJson(target, assets, words), ...more }))
  } else if (words.byAsset) {
    for (const [asset, { days }] of assets) {
      print(plainLine(asset))
      foldDays(days).forEach(printToned)
    }
  } else foldFarmDays(assets).forEach((line) => print(line))
  if (found !== undefined) describeFound(found, same).forEach(say)
  describeClosedMonths(closed).forEach(say)
  const known = assets.filter(([, { days }]) => days.length > 0)
  if (known.length === 0) {
    const widths = assets.flatMap(([, status]) => status.widths)
    describeOtherWidths(widths, config.periodSeconds).slice(0, 1).forEach(say)
    throw new MinuanoError('days-missing', describeNothing(widths, config.periodSeconds))
  }
  comingAndGoing(known).forEach(say)
  sayFarmLayouts(
    known.flatMap(([asset, { layouts }]) => (layouts === undefined ? [] : [[asset, layouts]])),
    same,
  )
  for (const [asset, { strays }] of known) {
    if (strays.length === 0) continue
    for (const line of describeStrays(strays, config.timeZone, same))
      say(`${plainLine(asset)}: ${line}`)
  }
  const faults = findFaults(known, words)
  if (faults.length > 0) throw new MinuanoError('days-missing', faults.join('; '))
}

type Assets = readonly (readonly [asset: string, status: AssetStatus])[]

/** A line for each run of days of which the same is to be said. */
function foldFarmDays(assets: Assets): string[] {
  const byDay = new Map<Day, [string, DayStatus][]>()
  for (const [asset, { days }] of assets) {
    for (const day of days) {
      const ofDay = byDay.get(day.day)
      if (ofDay === undefined) byDay.set(day.day, [[asset, day]])
      else ofDay.push([asset, day])
    }
  }
  const runs: { first: Day; last: Day; text: string }[] = []
  for (const [day, ofDay] of [...byDay].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = describeFarmDay(ofDay)
    const run = runs.at(-1)
    if (run?.text === text) run.last = day
    else runs.push({ first: day, last: day, text })
  }
  const names = runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`))
  const width = Math.max(0, ...names.map((name) => name.length))
  return runs.map(({ text }, index) => `${names[index]!.padEnd(width)}  ${text}`)
}

/** `18 of 20 assets whole; no source data: T17; coverage below 1: T42 0.61`. */
function describeFarmDay(days: readonly (readonly [asset: string, day: DayStatus])[]): string {
  const of = (isSo: (day: DayStatus) => boolean) => days.filter(([, day]) => isSo(day))
  const missing = of(({ status }) => status === 'missing')
  const gaps = of(({ status }) => status === 'no-source-data')
  const loaded = of(({ status }) => status === 'loaded' || status === 'open')
  const odd = loaded.filter(([, day]) => isInDoubt(day))
  const partial = loaded
    .filter(([, day]) => !isInDoubt(day) && (day.coverage ?? 0) < 1)
    .sort(([, a], [, b]) => (a.coverage ?? 0) - (b.coverage ?? 0))
  const whole = loaded.length - odd.length - partial.length
  const retried = loaded.filter(([, { remarks }]) => remarks.some(isRetried))
  const isOpen = loaded.some(([, { status }]) => status === 'open')
  const names = (some: typeof days) =>
    listAssets(
      some.map(([asset]) => asset),
      mostNamed,
    )
  const coverages = partial.map(
    ([asset, { coverage }]) => `${writeAsset(asset)} ${formatCoverage(coverage ?? 0)}`,
  )
  return [
    `${whole} of ${days.length} ${days.length === 1 ? 'asset' : 'assets'} whole${isOpen ? ' so far' : ''}`,
    ...(missing.length > 0 ? [`missing: ${names(missing)}`] : []),
    ...(gaps.length > 0 ? [`no source data: ${names(gaps)}`] : []),
    ...(odd.length > 0 ? [`in doubt: ${names(odd)}`] : []),
    ...(partial.length > 0 ? [`coverage: ${listSome(coverages, mostNamed)}`] : []),
    ...marked(loaded, 'frozen', 'frozen'),
    ...marked(loaded, 'excluded', 'excluded by hand'),
    ...(retried.length > 0 ? [`last try failed: ${names(retried)}`] : []),
  ].join('; ')
}

/** `frozen: T01 835`, in samples of all variables. */
function marked(
  days: readonly (readonly [asset: string, day: DayStatus])[],
  key: 'frozen' | 'excluded',
  words: string,
): string[] {
  const counts = days.flatMap(([asset, { [key]: count = 0 }]) =>
    count > 0 ? [`${writeAsset(asset)} ${count}`] : [],
  )
  return counts.length === 0 ? [] : [`${words}: ${listSome(counts, mostNamed)}`]
}

/** It is there as it was loaded before. */
function isRetried(remark: string): boolean {
  return remark.includes(': last try failed, ')
}

function isInDoubt({ doubtful, ambiguous }: DayStatus): boolean {
  return doubtful === true || (ambiguous ?? 0) > 0
}

/** Assets that came after the others, and those that have no data any more, with the day. */
function comingAndGoing(assets: Assets): string[] {
  const firsts = assets.map(([, { days }]) => days[0]!.day)
  const earliest = firsts.reduce((least, day) => (day < least ? day : least))
  const came = assets.filter(([, { days }]) => days[0]!.day > earliest)
  const lasts = assets.flatMap(([asset, { days }]): [string, Day][] => {
    const last = days.findLast(({ status }) => status === 'loaded' || status === 'open')
    return last === undefined ? [] : [[asset, last.day]]
  })
  const latest = lasts.reduce((most, [, day]) => (day > most ? day : most), '')
  const gone = lasts.filter(([, day]) => day < latest)
  const list = (some: readonly (readonly [string, Day])[], word: string) =>
    listSome(
      some.map(([asset, day]) => `${plainLine(asset)} ${word} ${day}`),
      mostNamed,
    )
  return [
    ...(came.length > 0
      ? [
          `not there from the first day on: ${list(
            came.map(([asset, { days }]) => [asset, days[0]!.day]),
            'since',
          )}`,
        ]
      : []),
    ...(gone.length > 0 ? [`nothing newer: ${list(gone, 'after')}`] : []),
  ]
}

function nameAssets(assets: Assets): string {
  return listAssets(
    assets.map(([asset]) => asset),
    mostNamed,
  )
}

function findFaults(assets: Assets, { same, isTooOld }: FarmStatusWords): string[] {
  const days = assets.flatMap(([, status]) => status.days)
  const inOrder = [...days].sort((a, b) => (a.day < b.day ? -1 : 1))
  const stale = assets.filter(([, { newest }]) => isTooOld(newest))
  const strays = assets.filter(([, status]) => status.strays.length > 0)
  const seams = assets.filter(([, { layouts }]) => (layouts?.seams.length ?? 0) > 0)
  return [
    ...explainFaults(faultyDays(inOrder), same).map((text) => `of all assets, ${text}`),
    ...(seams.length > 0 ? ['days of different time zones or sample labels meet: see above'] : []),
    ...(strays.length > 0 ? ['there are values of no loaded day: see above'] : []),
    ...(stale.length > 0
      ? [
          `the newest bin is older than allowed: ${nameAssets(stale)} (${stale.length} of ${assets.length} assets)`,
        ]
      : []),
  ]
}

function farmAsJson(target: string, assets: Assets, { isTooOld }: FarmStatusWords): object {
  const newest = assets.map(([, status]) => status.newest).filter((end) => end !== undefined)
  return {
    target,
    missing: assets.reduce((sum, [, { days }]) => sum + faultyDays(days).missing.length, 0),
    stale: assets.some(([, status]) => isTooOld(status.newest)),
    newest: newest.length === 0 ? null : formatInstant(newest.reduce((a, b) => Math.max(a, b))),
    assets: assets.map(([asset, status]) => ({
      asset,
      ...asJson(status, faultyDays(status.days), isTooOld(status.newest)),
    })),
  }
}
