import { holdsOf, longestOf } from '../../signal/hold.ts'
import type { Interval } from '../../time/interval.ts'
import type { SampleQuery, SourceVariable } from '../source.ts'
import type { SourceTable } from './source-table.ts'
import { findTimeReasons, hasClockChanges } from './time-reasons.ts'

/**
 * The interval in which rows of an answer may lie: that of the question, before it what leads into it, and what may hold when it begins.
 * It has no beginning where nothing limits how long a value holds.
 */
export function widen(
  variables: readonly SourceVariable[],
  { interval, variables: names, withCarry, leads = new Map() }: SampleQuery,
): Interval {
  const { end } = interval
  const start = interval.start - Math.max(0, ...leads.values())
  if (withCarry !== true) return { start, end }
  const asked = variables.filter(({ name }) => names.includes(name))
  return { start: start - longestOf(holdsOf(asked)), end }
}

/** Whether times of an answer may be doubtful: those of what holds when it begins are among them. */
export async function mayBeDoubtful(table: SourceTable, query: SampleQuery): Promise<boolean> {
  const interval = widen(table.variables, query)
  // Years without a beginning are not looked through.
  if (interval.start === -Infinity) return hasClockChanges(table)
  return (await findTimeReasons(table, interval)) !== undefined
}
