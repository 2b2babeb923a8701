import type { DayStatus } from '../etl/plan/describe-days.ts'
import { foldRemarks } from './fold-remarks.ts'

/** A line for each run of days of which the same is to be said: the one day, or the first and the last. */
export function foldDays(days: readonly DayStatus[]): string[] {
  const runs: { first: string; last: string; text: string }[] = []
  for (const day of days) {
    const text = describe(day)
    const run = runs.at(-1)
    if (run?.text === text) run.last = day.day
    else runs.push({ first: day.day, last: day.day, text })
  }
  const names = runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`))
  const width = Math.max(0, ...names.map((name) => name.length))
  return runs.map(({ text }, index) => `${names[index]!.padEnd(width)}  ${text}`.trimEnd())
}

function describe({ status, coverage, remarks }: DayStatus): string {
  // Rounded down: 100.0 % is said of a whole day alone.
  const covered = coverage === null ? '' : `${(Math.floor(coverage * 1000) / 10).toFixed(1)} %`
  const isGap = status === 'no-source-data'
  const name = isGap ? 'no source data' : status
  return `${name.padEnd(14)}  ${covered.padStart(7)}  ${isGap ? '' : foldRemarks(remarks)}`.trimEnd()
}
