import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { backfill, faultOf } from '../../etl/backfill.ts'
import type { BackfillOptions } from '../../etl/backfill.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import { mostUnavailableInARow } from '../../etl/unavailable-in-a-row.ts'
import type { Work } from '../../etl/shape/work.ts'
import { startDaysProgress } from '../../log/progress.ts'
import { print, say } from '../../log/say.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import { writeAnswer } from '../../stack/process-answers.ts'
import {
  describeOutcome,
  describeSummary,
  describeWindowFailure,
  remarksOn,
  summarize,
  toJson,
} from '../words/days-report.ts'
import { describeUnnamed } from '../words/describe-unnamed.ts'
import type { DaysWords } from '../words/days-words.ts'
import type { farmWords } from '../words/farm-words.ts'
import { interruptOnSignal } from './interrupt-on-signal.ts'

/** Who wants to hear of days beside the one who started the command. */
export interface DaysReport {
  day(outcome: DayOutcome): void
}

export interface RunDaysOptions extends Omit<
  BackfillOptions,
  'onDay' | 'onWindowFailed' | 'onGivenUp' | 'signal'
> {
  /** Print one JSON object, with these properties beside the numbers. */
  readonly json?: object | undefined
  /** A day without source data is a failure. */
  readonly failOnGap?: boolean
  /** Of a farm: a line an asset and day, in place of the worst ones. */
  readonly byAsset?: boolean
  /** Told of each day too. */
  readonly report?: DaysReport | undefined
}

/** Runs days with progress, prints what was done, and throws what it means for the exit code. */
export async function runDays({
  json,
  failOnGap = false,
  byAsset = false,
  report,
  ...options
}: RunDaysOptions): Promise<void> {
  const { work } = options
  const words = 'days' in work ? wordsOfOne(work) : await wordsOfFarm(work, byAsset)
  const rowsPerDay =
    (words.outcomes / Math.max(1, words.days)) * (86_400 / options.settings.sampleSeconds)
  const progress = await startDaysProgress(words.days, rowsPerDay)
  const interruption = interruptOnSignal('stopping after the days in flight')
  const startedAt = Date.now()
  const told = new Set<string>()
  let unnamed = 0
  let reason: MinuanoError | undefined
  try {
    const outcomes = await backfill({
      ...options,
      // Lines beside a bar are the bar's to write.
      connector: { ...options.connector, onWait: (line) => progress.say(line) },
      signal: interruption.signal,
      onDay: (outcome) => {
        words.add(outcome, progress)
        report?.day(outcome)
      },
      onUnnamed: (rows, days) => {
        // Of a window that was loaded by halves each half tells of them.
        const text = describeUnnamed(rows, days)
        if (told.has(text)) return
        told.add(text)
        unnamed += rows
        progress.say(text)
      },
      onGivenUp: (error) => (reason = error),
      onRows: (rows) => progress.read(rows),
      onWindowFailed: (failed, error) => progress.say(describeWindowFailure(failed, error)),
    })
    progress.stop()
    remarksOn(outcomes).forEach(say)
    await sayFormer(outcomes)
    const texts = interruption.signal.aborted ? {} : await sayTexts(outcomes, options)
    const notBegun = words.outcomes - outcomes.length
    const summary = summarize(outcomes, (Date.now() - startedAt) / 1000)
    print(
      json === undefined
        ? words.sumUp(outcomes, summary)
        : writeAnswer('backfill', {
            // A plan's own count, of all its days, goes before this one, of those that were loaded.
            ...('days' in work ? {} : { rowsWithoutAsset: unnamed }),
            ...json,
            ...words.json(outcomes),
            ...toJson(outcomes, summary),
            ...texts,
            ...(notBegun > 0 && { notBegun }),
          }),
    )
    if (interruption.signal.aborted) {
      say(`interrupted: ${notBegun} days were not begun`)
      process.exitCode = 130
      return
    }
    if (!('days' in work)) await mergeTables(options)
    if (reason !== undefined) {
      // Windows alone may have failed, none of whose days was begun: no outcome tells of them.
      throw givenUp(faultOf(outcomes, false) ?? reason, notBegun)
    }
    const fault = faultOf(outcomes, failOnGap)
    if (fault !== null) throw fault
  } finally {
    progress.stop()
    interruption.stop()
  }
}

/** As the fault says, and what became of the other days. */
function givenUp({ code, message }: MinuanoError, notBegun: number): MinuanoError {
  return new MinuanoError(
    code,
    `${message}\nConnector or Target was not to be had ${mostUnavailableInARow} times in a row: ${notBegun} more days were not begun, and are in the Target as they were. See that both run, then run the same command again`,
  )
}

function wordsOfOne({ days }: Work): DaysWords {
  return {
    days: days.length,
    outcomes: days.length,
    add: (outcome, progress) =>
      progress.step(describeOutcome(outcome), 'sourceRows' in outcome ? outcome.sourceRows : 0),
    sumUp: (_, summary) => describeSummary(summary),
    json: () => ({}),
  }
}

/** Loaded on demand: a single asset has other words. */
async function wordsOfFarm(...given: Parameters<typeof farmWords>): Promise<DaysWords> {
  const { farmWords } = await import('../words/farm-words.ts')
  return farmWords(...given)
}

/** Of past days that are loaded one by one: each table is written anew some times, not each day. */
const tablesToMerge = 8

/** Tables of a farm's days become one of their month, once it is over: mostly there is none to do. */
async function mergeTables({
  targetUrl,
  targetLimits,
}: Pick<RunDaysOptions, 'targetUrl' | 'targetLimits'>): Promise<void> {
  const { mergeMonths } = await import('../../target/partitions/merge-months.ts')
  try {
    const target = await openReadyTarget(targetUrl, targetLimits)
    try {
      await mergeMonths(target, { say, fewest: tablesToMerge })
    } finally {
      await target.close()
    }
  } catch (error) {
    // The days are loaded: the next command tries again.
    say(`the Target's tables of days were not put together: ${describeError(error)}`)
  }
}

/** Loaded on demand: most Sources have no texts. */
async function sayTexts(
  outcomes: readonly DayOutcome[],
  { connector, settings, work }: Pick<RunDaysOptions, 'connector' | 'settings' | 'work'>,
): Promise<{ readonly texts?: readonly object[] }> {
  const days = outcomes.flatMap((day) =>
    'samples' in day && Object.values(day.samples).some(({ reasons }) => reasons !== undefined)
      ? [day]
      : [],
  )
  if (days.length === 0) return {}
  const plant = 'days' in work ? [] : work.flatMap(({ assets }) => assets)
  const byName = new Map(plant.map((asset) => [asset.asset, asset]))
  const { findTexts } = await import('./find-texts.ts')
  const found = await findTexts(
    connector,
    settings,
    days.map(({ day, samples, asset: name }) => {
      return { day, samples, asset: name === undefined ? undefined : byName.get(name) }
    }),
  )
  found.lines.forEach(say)
  return found.days.length === 0 ? {} : { texts: found.days }
}

/** Loaded on demand: few runs follow a change of the time zone. */
async function sayFormer(outcomes: readonly DayOutcome[]): Promise<void> {
  if (!outcomes.some((day) => 'former' in day)) return
  const { describeFormer } = await import('../words/describe-former.ts')
  describeFormer(outcomes).forEach(say)
}
