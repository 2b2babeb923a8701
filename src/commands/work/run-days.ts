import { backfill, faultOf } from '../../etl/backfill.ts'
import type { BackfillOptions, DayOutcome } from '../../etl/backfill.ts'
import { startDaysProgress } from '../../log/progress.ts'
import { print, say } from '../../log/say.ts'
import { writeAnswer } from '../../stack/process-answers.ts'
import {
  describeOutcome,
  describeSummary,
  describeWindowFailure,
  remarksOn,
  summarize,
  toJson,
} from '../words/days-report.ts'

/** Who wants to hear of days beside the one who started the command. */
export interface DaysReport {
  day(outcome: DayOutcome): void
}

export interface RunDaysOptions extends Omit<
  BackfillOptions,
  'onDay' | 'onWindowFailed' | 'signal'
> {
  /** Print one JSON object, with these properties beside the numbers. */
  readonly json?: object | undefined
  /** A day without source data is a failure. */
  readonly failOnGap?: boolean
  /** Told of each day too. */
  readonly report?: DaysReport | undefined
}

/** Runs days with progress, prints what was done, and throws what it means for the exit code. */
export async function runDays({
  json,
  failOnGap = false,
  report,
  ...options
}: RunDaysOptions): Promise<void> {
  const { days } = options.work
  const rowsPerDay = 86_400 / options.settings.sampleSeconds
  const progress = await startDaysProgress(days.length, rowsPerDay)
  const interruption = interruptOnSignal()
  const startedAt = Date.now()
  try {
    const outcomes = await backfill({
      ...options,
      signal: interruption.signal,
      onDay: (outcome) => {
        progress.step(describeOutcome(outcome), 'sourceRows' in outcome ? outcome.sourceRows : 0)
        report?.day(outcome)
      },
      onRows: (rows) => progress.read(rows),
      onWindowFailed: (failed, error) => progress.say(describeWindowFailure(failed, error)),
    })
    progress.stop()
    remarksOn(outcomes).forEach(say)
    await sayFormer(outcomes)
    const summary = summarize(outcomes, (Date.now() - startedAt) / 1000)
    print(
      json === undefined
        ? describeSummary(summary)
        : writeAnswer('backfill', { ...json, ...toJson(outcomes, summary) }),
    )
    if (interruption.signal.aborted) {
      say(`interrupted: ${days.length - outcomes.length} days were not begun`)
      process.exitCode = 130
      return
    }
    const fault = faultOf(outcomes, failOnGap)
    if (fault !== null) throw fault
  } finally {
    progress.stop()
    interruption.stop()
  }
}

/** Loaded on demand: few runs follow a change of the time zone. */
export async function sayFormer(outcomes: readonly DayOutcome[]): Promise<void> {
  if (!outcomes.some((day) => 'former' in day)) return
  const { describeFormer } = await import('../words/describe-former.ts')
  describeFormer(outcomes).forEach(say)
}

/** The first Ctrl-C lets the days in flight end; the second ends at once: each day is whole or not. */
function interruptOnSignal() {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130)
    say('stopping after the days in flight; press Ctrl-C again to stop at once')
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
