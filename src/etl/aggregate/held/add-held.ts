import type { Frame } from '../../../frame/frame.ts'
import { reasonNumbers } from '../../../frame/reasons.ts'
import type { Holds } from '../../../signal/hold.ts'
import { codeOf } from '../../../signal/statistic.ts'
import type { SignalKey } from '../../../signal/signal-name.ts'
import type { Extract } from '../../extract/extract.ts'
import { doubts } from '../clear-doubtful-times.ts'
import type { DoubtfulTimes } from '../clear-doubtful-times.ts'
import { placesOf } from '../fingerprint-rows.ts'
import { findRuns } from '../repeated-rows.ts'
import { furtherKeys } from '../kinds/further-keys.ts'
import type { MeasuredRows } from '../measured-rows.ts'
import { measureHeld } from './measure-held.ts'
import type { HeldOptions } from './measure-held.ts'
import type { DayRows } from './own-rows.ts'

/**
 * What was measured of a day's periodic variables, with those whose values come on change; the signals in the order of
 * the keys. Throws as `measureHeld` does.
 */
export async function addHeld(
  measured: MeasuredRows,
  rows: Omit<DayRows, 'placesOf' | 'start'> & {
    readonly order: Pick<Extract, 'isOrdered' | 'hasOwnRows'>
  },
  holds: Holds,
  keys: readonly SignalKey[],
  options: Omit<HeldOptions, 'hasOwnRows'>,
): Promise<MeasuredRows> {
  const { frame, from, to, order } = rows
  const runs = findRuns(frame.time)
  const start = options.interval.start
  const held = await measureHeld(
    { frame, from, to, start, placesOf: (variable) => placesOf(frame, runs, order, variable) },
    holds,
    { ...options, hasOwnRows: order.hasOwnRows },
  )
  const of = <T>(before: ReadonlyMap<string, T>, pick: (variable: string) => T) =>
    new Map([...before, ...[...held.keys()].map((name): [string, T] => [name, pick(name)])])
  const periodic = new Map(measured.bins.signals.map(({ key, values }) => [nameOf(key), values]))
  const more = measured.bins.signals.map(({ key }) => key).filter(isFurther)
  const all = [...keys, ...more, ...furtherKeys(held, keys)]
  const signals = all.map((key) => ({
    key,
    values: held.get(key.variable)?.statistics[key.statistic] ?? periodic.get(nameOf(key))!,
  }))
  return {
    fingerprints: of(measured.fingerprints, (name) => held.get(name)!.fingerprint),
    bins: {
      ...measured.bins,
      signals,
      counts: of(measured.bins.counts, (name) => held.get(name)!.seconds),
    },
    found: of(measured.found, (name) => held.get(name)!.seconds),
    classes: of(measured.classes, (name) => held.get(name)!.classes),
    samples: of(measured.samples, (name) => held.get(name)!.facts),
    doubtful: [...measured.doubtful, ...findDoubtful(frame, from, to, holds)],
    notes: [...(measured.notes ?? []), ...[...held.values()].flatMap(({ notes }) => notes)],
  }
}

/** What the keys do not name: a state that was met. */
function isFurther({ statistic }: SignalKey): boolean {
  return codeOf(statistic) !== undefined
}

function nameOf({ variable, statistic }: SignalKey): string {
  return JSON.stringify([variable, statistic])
}

/** The values of a day that have a doubtful time, reason by reason. */
function findDoubtful(
  { time, columns, reasons }: Frame,
  from: number,
  to: number,
  holds: Holds,
): DoubtfulTimes[] {
  return doubts.flatMap((reason) => {
    let [first, last] = [Infinity, -Infinity]
    const samples = new Map<string, number>()
    for (const variable of holds.keys()) {
      const bytes = reasons?.get(variable)
      if (bytes === undefined) continue
      const values = columns.get(variable)!
      for (let row = from; row < to; row++) {
        if (bytes[row] !== reasonNumbers[reason] || !Number.isFinite(values[row]!)) continue
        first = Math.min(first, time[row]!)
        last = Math.max(last, time[row]!)
        samples.set(variable, (samples.get(variable) ?? 0) + 1)
      }
    }
    return samples.size === 0 ? [] : [{ reason, first, last, samples }]
  })
}
