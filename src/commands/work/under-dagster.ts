import { environment } from '../../config/environment.ts'
import { plainText } from '../../errors/plain-text.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import { redact } from '../../log/redact.ts'
import type { LogLevel, Pipes } from '../../pipes/open-pipes.ts'
import { describeOutcome, outcomeAsJson } from '../words/days-report.ts'
import type { DaysReport } from './run-days.ts'

/**
 * Runs a command's work; where Dagster started this process, it hears by Dagster Pipes of each day as
 * a custom message, `{ type: 'day', … }` with the day's properties in `--json`, and of how all ended.
 */
export async function underDagster(
  use: (report: DaysReport | undefined) => Promise<void>,
): Promise<void> {
  // Loaded on demand: outside Dagster a command starts no slower for it.
  if (environment['DAGSTER_PIPES_CONTEXT'] === undefined) return use(undefined)
  const { openPipes } = await import('../../pipes/open-pipes.ts')
  const pipes = openPipes(environment, {
    filter: (text) => plainText(redact(text)),
  })
  try {
    await use({ day: (outcome) => reportDay(pipes, outcome) })
  } catch (error) {
    pipes.close(error)
    throw error
  }
  const code = process.exitCode ?? 0
  pipes.close(code === 0 ? undefined : new Error(`minuano ended with exit code ${code}`))
}

function reportDay(pipes: Pipes, outcome: DayOutcome): void {
  // A farm has thousands, and Dagster keeps each line as an event: the code location sums them up.
  if (outcome.asset === undefined) pipes.log(levels[outcome.status], describeOutcome(outcome))
  pipes.reportCustom({ type: 'day', ...outcomeAsJson(outcome) })
}

const levels = {
  loaded: 'info',
  open: 'info',
  'no-source-data': 'warning',
  closed: 'warning',
  failed: 'error',
} as const satisfies Record<DayOutcome['status'], LogLevel>
