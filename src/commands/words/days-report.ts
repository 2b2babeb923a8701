import type { MinuanoError } from '../../errors/minuano-error.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { SampleFacts } from '../../etl/aggregate/sample-facts.ts'
import type { Day } from '../../time/day.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import { describeCounters, sumCounters } from './describe-counters.ts'
import type { SummedCounters } from './describe-counters.ts'
import { describeSummedFrozen, sumFrozen } from './describe-frozen.ts'
import type { SummedFrozen } from './describe-frozen.ts'
import { describeSummed, sumReasons } from './describe-reasons.ts'
import type { SummedReasons } from './describe-reasons.ts'
import { describeRepeated } from './describe-repeated.ts'
import { describeDay } from './describe-day.ts'

/** One line a day. */
export function describeOutcome(outcome: DayOutcome): string {
  if (outcome.status === 'no-source-data') return `${outcome.day}: no source data`
  if (outcome.status === 'failed') return `${outcome.day}: failed: ${outcome.error.message}`
  if (outcome.status === 'closed') return `${outcome.day}: left as it is: ${outcome.error.message}`
  return describeDay(outcome)
}

/** Why days that were loaded together are now tried one by one. */
export function describeWindowFailure(days: readonly Day[], error: MinuanoError): string {
  return `${days[0]} to ${days.at(-1)} could not be loaded together: ${error.message}: trying each of these ${days.length} days by itself`
}

/** A backfill in numbers; the JSON keeps these names. */
export interface Summary extends SummedReasons, SummedCounters, SummedFrozen {
  readonly days: number
  readonly loaded: number
  readonly noSourceData: number
  readonly failed: number
  /** Left as they are, being of closed months; where there is none, no member. */
  readonly closed?: number
  readonly sourceRows: number
  readonly targetRows: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly seconds: number
  /** What is there more than once, of all variables; what is 0 has no member. */
  readonly duplicates?: number
  readonly conflicts?: number
  readonly excess?: number
  /** Left out by hand, of all variables; of values on change seconds. */
  readonly excluded?: number
}

export function summarize(outcomes: readonly DayOutcome[], seconds: number): Summary {
  const results = outcomes.filter((outcome) => isLoaded(outcome))
  const closed = outcomes.filter(({ status }) => status === 'closed').length
  const sum = (key: 'sourceRows' | 'targetRows' | 'inserted' | 'updated' | 'deleted') =>
    results.reduce((total, result) => total + result[key], 0)
  return {
    days: outcomes.length,
    loaded: results.length,
    noSourceData: outcomes.filter(({ status }) => status === 'no-source-data').length,
    failed: outcomes.filter(({ status }) => status === 'failed').length,
    ...(closed > 0 ? { closed } : {}),
    sourceRows: sum('sourceRows'),
    targetRows: sum('targetRows'),
    inserted: sum('inserted'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    seconds,
    ...sumReasons(results.map(({ samples }) => samples)),
    ...sumFrozen(results.map(({ samples }) => samples)),
    ...sumCounters(results.map(({ samples }) => samples)),
    ...sumRepeated(results.flatMap(({ samples }) => Object.values(samples))),
  }
}

function sumRepeated(samples: readonly SampleFacts[]) {
  const sums = (['duplicates', 'conflicts', 'excess', 'excluded'] as const).map((key) => {
    const sum = samples.reduce((total, facts) => total + (facts[key] ?? 0), 0)
    return [key, sum] as const
  })
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0))
}

/** `what` was counted: days, or days of assets. */
export function describeSummary(summary: Summary, what = 'days'): string {
  const {
    days,
    loaded,
    noSourceData,
    failed,
    closed = 0,
    sourceRows,
    targetRows,
    seconds,
  } = summary
  const rest = [
    noSourceData > 0 ? `${noSourceData} without source data` : '',
    failed > 0 ? `${failed} failed` : '',
    closed > 0 ? `${closed} left as they are, of closed months` : '',
  ].filter((part) => part !== '')
  const others = rest.length > 0 ? `, ${rest.join(', ')}` : ''
  const repeated = describeRepeated(summary)
  return (
    `${loaded} of ${days} ${what} loaded${others}: ${sourceRows} source rows, ${targetRows} values ` +
    `(${summary.inserted} inserted, ${summary.updated} updated, ${summary.deleted} deleted), in ${seconds.toFixed(2)} s${describeSummed(summary)}${describeSummedFrozen(summary)}${describeCounters(summary.counters ?? {})}` +
    (summary.excluded === undefined ? '' : `; excluded by hand: ${summary.excluded}`) +
    (repeated.length === 0 ? '' : `; more than once: ${repeated.join(', ')}`)
  )
}

/** What was assumed of the days, each once. */
export function remarksOn(outcomes: readonly DayOutcome[]): string[] {
  return [...new Set(outcomes.flatMap((day) => ('remarks' in day ? day.remarks : [])))]
}

/** The summary's numbers, what was assumed, and how each day ended. */
export function toJson(outcomes: readonly DayOutcome[], summary: Summary) {
  return { ...summary, remarks: remarksOn(outcomes), outcomes: outcomes.map(outcomeAsJson) }
}

/** How one day ended, for machines. */
export function outcomeAsJson(outcome: DayOutcome): object {
  if (outcome.status !== 'failed' && outcome.status !== 'closed') return outcome
  const { asset, day, status, error } = outcome
  const whose = asset === undefined ? {} : { asset }
  return { day, status, ...whose, code: error.code, message: error.message }
}
