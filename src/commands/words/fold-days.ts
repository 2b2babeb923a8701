import type { DayStatus } from '../../etl/plan/describe-days.ts'
import type { Tone, Toned } from '../../log/paint.ts'
import { foldRemarks } from './fold-remarks.ts'

/** A line in parts: the days, their status in its colour, and what is to be said of them. */
export type FoldedDays = readonly [days: string, status: Toned | string, rest: string]

/** A line for each run of days of which the same is to be said: the one day, or the first and the last. */
export function foldDays(days: readonly DayStatus[]): FoldedDays[] {
  const runs: { first: string; last: string; day: DayStatus; text: string }[] = []
  for (const day of days) {
    const text = describe(day)
    const run = runs.at(-1)
    if (run?.text === text && toneOf(run.day) === toneOf(day)) run.last = day.day
    else runs.push({ first: day.day, last: day.day, day, text })
  }
  const names = runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`))
  const width = Math.max(0, ...names.map((name) => name.length))
  return runs.map(({ day, text }, index): FoldedDays => {
    const [status, tone] = [nameOf(day), toneOf(day)]
    return [
      `${names[index]!.padEnd(width)}  `,
      tone === undefined ? status : { text: status, tone },
      text.slice(status.length),
    ]
  })
}

function nameOf({ status }: DayStatus): string {
  return status === 'no-source-data' ? 'no source data' : status
}

function toneOf({ status, doubtful, ambiguous, closed }: DayStatus): Tone | undefined {
  if (status === 'missing') return closed === true ? undefined : 'bad'
  if (doubtful === true || (ambiguous ?? 0) > 0) return 'doubt'
  return status === 'no-source-data' ? undefined : 'good'
}

function describe(day: DayStatus): string {
  const { status, coverage, remarks } = day
  // Rounded down: 100.0 % is said of a whole day alone.
  const covered = coverage === null ? '' : `${(Math.floor(coverage * 1000) / 10).toFixed(1)} %`
  const said = status === 'no-source-data' ? '' : foldRemarks(remarks)
  const closed = day.closed === true ? `${said === '' ? '' : '; '}closed` : ''
  return `${nameOf(day).padEnd(14)}  ${covered.padStart(7)}  ${said}${closed}`.trimEnd()
}
