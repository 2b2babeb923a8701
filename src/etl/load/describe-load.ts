import { joinArrays } from '../../frame/frame.ts'
import type { Series } from '../../frame/postgres/postgres-copy.ts'
import { signalName } from '../../signal/signal-name.ts'
import { codeOf } from '../../signal/statistic.ts'
import { classNumbers, sampleClasses } from '../../signal/sample-class.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import type { BinReason } from '../../target/ledger/bin-reasons.ts'
import type { EnsuredSignals } from '../../target/tables/ensure-signals.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import type { LoadResult, WindowLoad } from '../../target/load/window-load.ts'
import type { Bins } from '../aggregate/aggregate.ts'
import { expectedSamples } from '../aggregate/aggregate.ts'
import { countClass } from '../aggregate/bin-classes.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import { countValues } from '../aggregate/sample-facts.ts'
import type { SampleFacts } from '../aggregate/sample-facts.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { remarksOnKinds } from '../shape/find-kinds.ts'
import { settingsOn } from '../shape/settings-on.ts'
import { settingsVersion } from '../shape/settings-version.ts'
import { obsoleteKeys, signalKeys } from '../shape/signal-keys.ts'
import type { Scope } from '../shape/work.ts'
import type { BinsOfDay, DayResult } from './day-result.ts'
import { ledgerKey } from './ledger-key.ts'

/** Days of one asset, as the Target takes them. It holds no values: those of a farm are let go once they are loaded. */
export interface DaysToLoad {
  /** The signals that the days become, and others that days made with other settings may have. */
  readonly keys: readonly SignalKey[]
  readonly others: readonly SignalKey[]
  readonly ledger: readonly (LedgerEntry & { readonly targetRows: number })[]
  /** What is known of each day before it is loaded. */
  readonly days: readonly Omit<DayResult, keyof LoadResult>[]
}

/**
 * Describes days, in order and one at least. Of the variables that were measured those of the scope alone: the others'
 * values are kept. `startedAt`: when their extraction began; `sharedBy`: what is loaded at once, days of all assets.
 */
export function describeLoad(
  settings: EtlSettings,
  scope: Scope,
  days: readonly MeasuredDay[],
  startedAt: number,
  sharedBy: number = days.length,
): DaysToLoad {
  const { asset, variables } = scope
  const { units, kinds } = days[0]!
  const keys = [...signalKeys(settings, scope, kinds), ...codeKeys(days, variables)]
  const ledger = days.flatMap((day) =>
    variables.map((variable) => entryOf(settings, asset, day, variable, startedAt, sharedBy)),
  )
  return {
    keys,
    others: obsoleteKeys(settings, scope, kinds),
    ledger,
    days: days.map((day, index) => ({
      day: day.day,
      status: statusOf(day),
      sourceRows: day.sourceRows,
      targetRows: ledger
        .slice(index * variables.length, (index + 1) * variables.length)
        .reduce((sum, entry) => sum + entry.targetRows, 0),
      signals: keys.length,
      samples: Object.fromEntries([...day.samples].filter(([name]) => variables.includes(name))),
      ...binsOfDay(settings, day, variables),
      kept: [...day.samples.keys()].filter((name) => !variables.includes(name)),
      remarks: [...remarksOnKinds(kinds, units), ...day.remarks],
      seconds: 0,
    })),
  }
}

/**
 * The load of described days, with the signals' ids, of the others those that are there. Of `special` signals of the
 * Target, which may be of other variables too, those that these days do not become are emptied.
 */
export function windowOf(
  { keys, others, ledger }: DaysToLoad,
  settings: EtlSettings,
  { asset, variables }: Scope,
  days: readonly MeasuredDay[],
  { ids, special }: EnsuredSignals,
): WindowLoad {
  const wanted = special.length === 0 ? undefined : new Set(keys.map(signalName))
  const former = special.filter(
    (key) => variables.includes(key.variable) && !wanted!.has(signalName(key)),
  )
  return {
    days: days.map(({ interval }) => interval),
    series: [
      ...seriesOf(keys, ids, days),
      ...[...others, ...former].flatMap((key) => ids.get(signalName(key)) ?? []).map(emptySeries),
    ],
    ledger,
    reasons: {
      asset,
      periodSeconds: settings.periodSeconds,
      variables,
      bins: days.flatMap((day) => binReasons(settings, day, variables)),
    },
  }
}

/** What was done, day by day, from what the Target says that it changed. `seconds`: each day's share. */
export function resultsOf(
  days: DaysToLoad['days'],
  changes: readonly LoadResult[],
  seconds: number,
): DayResult[] {
  return days.map((day, index) => ({ ...changes[index]!, ...day, seconds }))
}

/** The signals of states that were met in these days, each once. */
function codeKeys(days: readonly MeasuredDay[], variables: readonly string[]): SignalKey[] {
  const keys = new Map<string, SignalKey>()
  for (const { bins } of days) {
    for (const { key } of bins.signals) {
      if (codeOf(key.statistic) === undefined || !variables.includes(key.variable)) continue
      keys.set(signalName(key), key)
    }
  }
  return [...keys.values()]
}

/** Each signal's bins of all the days, one after another. */
function seriesOf(
  keys: readonly SignalKey[],
  ids: ReadonlyMap<string, number>,
  days: readonly MeasuredDay[],
): Series[] {
  const time = joinArrays(days.map(({ bins }) => bins.time))
  return keys.map((key) => {
    const values = joinArrays(days.map(({ bins }) => valuesOf(bins, key)))
    return { id: ids.get(signalName(key))!, time, values }
  })
}

/** A day whose variable became an angle since the window's first day has no such signal: no values. */
function valuesOf({ time, signals }: Bins, { variable, statistic }: SignalKey): Float64Array {
  const found = signals.find(({ key }) => key.variable === variable && key.statistic === statistic)
  return found?.values ?? new Float64Array(time.length).fill(NaN)
}

/** Of a signal that has no values any more. */
function emptySeries(id: number): Series {
  return { id, time: new Float64Array(0), values: new Float64Array(0) }
}

function entryOf(
  settings: EtlSettings,
  asset: Asset,
  measured: MeasuredDay,
  variable: string,
  startedAt: number,
  sharedBy: number,
): LedgerEntry & { readonly targetRows: number } {
  const hold = measured.holds.get(variable)
  const ofDay = settingsOn(settings, measured.day)
  const facts = measured.samples.get(variable)!
  return {
    ...ledgerKey(settings, asset, measured.day, variable),
    // What holds is counted in seconds, as if there were a sample each.
    ...(hold !== undefined && { sampleSeconds: 1 }),
    interval: measured.interval,
    status: statusOf(measured),
    sourceRows: measured.sourceRows,
    ...noneRepeated,
    ...(measured.judged.has(variable) && { frozen: 0 }),
    ...facts,
    ...kindCounts(facts),
    targetRows: countRows(measured, variable),
    fingerprint: measured.fingerprints.get(variable),
    lead: measured.leads.get(variable),
    excludedWindows: ofDay.excluded?.get(variable) ?? [],
    settingsVersion: settingsVersion({
      settings: ofDay,
      variable,
      kind: measured.kinds.get(variable)!.kind,
      hold,
    }),
    startedAt,
    sharedBy,
  }
}

/** What the ledger says where nothing is there more than once. */
const noneRepeated = { duplicates: 0, conflicts: 0, excess: 0, excluded: 0 }

/** What became of a counter beside growing, and what minutes lack, as the ledger has it. */
function kindCounts(facts: SampleFacts) {
  const { resets, rollovers, corrections, drops } = facts
  const { withoutStd, withoutMin, withoutMax, withoutCount } = facts
  const ofMinutes = { withoutStd, withoutMin, withoutMax, withoutCount }
  const counts = Object.entries({ resets, rollovers, corrections, drops, ...ofMinutes })
  const found = counts.filter((entry): entry is [string, number] => entry[1] !== undefined)
  return found.length === 0 ? {} : { kindCounts: Object.fromEntries(found) }
}

/** Values of a day of one variable that make a row in the Target. */
function countRows({ bins }: MeasuredDay, variable: string): number {
  return bins.signals
    .filter(({ key }) => key.variable === variable)
    .reduce((sum, { values }) => sum + countValues(values), 0)
}

function statusOf({ isWhole }: MeasuredDay): 'loaded' | 'open' {
  return isWhole ? 'loaded' : 'open'
}

/** Samples of a day by class, of variables that have bins which are not whole. */
function binsOfDay(
  settings: EtlSettings,
  { classes, holds }: MeasuredDay,
  variables: readonly string[],
): Pick<DayResult, 'bins'> {
  const found: Record<string, BinsOfDay> = {}
  for (const variable of variables) {
    const ofDay = classes.get(variable)!
    const { bins: listed, all } = ofDay
    if (listed.length === 0) continue
    const perBin = holds.has(variable) ? settings.periodSeconds : expectedSamples(settings)
    const sums = sampleClasses.map(({ name, number }) => {
      const whole = number === classNumbers.valid ? (all - listed.length) * perBin : 0
      return [name, whole + countClass(ofDay, number)] as const
    })
    found[variable] = {
      bins: all,
      notWhole: listed.length,
      classes: Object.fromEntries(sums.filter(([, sum]) => sum > 0)),
    }
  }
  return Object.keys(found).length === 0 ? {} : { bins: found }
}

/** The bins that are not whole, and those without any value. */
function binReasons(
  settings: EtlSettings,
  { bins, found, classes, holds }: MeasuredDay,
  variables: readonly string[],
): BinReason[] {
  const reasons: BinReason[] = []
  for (const variable of variables) {
    const samples = found.get(variable)!
    const { bins: listed, counts } = classes.get(variable)!
    const perBin = holds.has(variable) ? settings.periodSeconds : expectedSamples(settings)
    const whole = sampleClasses.map(({ number }) => (number === classNumbers.valid ? perBin : 0))
    const statistics = bins.signals.filter(({ key }) => key.variable === variable)
    let next = 0
    for (let bin = 0; bin < samples.length; bin++) {
      const isListed = listed[next] === bin
      const hasValue = () => statistics.some(({ values }) => values[bin] === values[bin])
      if (!isListed && hasValue()) continue
      const from = isListed ? next++ * sampleClasses.length : 0
      const ofBin = isListed ? counts.subarray(from, from + sampleClasses.length) : whole
      reasons.push({ variable, time: bins.time[bin]!, samples: samples[bin]!, classes: ofBin })
    }
  }
  return reasons
}
