import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { DayOutcome } from '../etl/backfill.ts'
import { say, print } from '../log/say.ts'
import { startProgress } from '../log/progress.ts'
import { listDays } from '../time/day.ts'
import { describeDay, readDay } from './run.ts'
import { addSettingOptions, configOf } from './setting-options.ts'

interface BackfillFlags {
  readonly failOnGap?: true
  readonly json?: true
}

export function registerBackfillCommand(program: Command): void {
  const command = program
    .command('backfill')
    .description('bring every day of a range to the Target')
    .argument('<first>', 'the first day, such as 2025-01-01', readDay)
    .argument('<last>', 'the last day, included', readDay)
    .option('--fail-on-gap', 'a day without source data is a failure')
    .option('--json', 'print one JSON object')
  addSettingOptions(command, [
    'concurrency',
    'variables',
    'statistics',
    'period',
    'timeZone',
    'asset',
    'connectorUrl',
  ])
  command.action(async (first: string, last: string, flags: BackfillFlags, command: Command) => {
    if (last < first) {
      throw new MinuanoError('usage', `the last day, ${last}, is before the first, ${first}`)
    }
    const config = configOf(command)
    const { withPipeline } = await import('../stack/with-pipeline.ts')
    await withPipeline(config, true, async (pipeline, own) => {
      const { connectorClientOf, etlSettingsOf } = await import('../etl/etl.ts')
      const { backfill, faultOf } = await import('../etl/backfill.ts')
      const days = listDays(first, last)
      const progress = await startProgress(days.length, 'days')
      const interruption = interruptOnSignal()
      const startedAt = Date.now()
      try {
        const outcomes = await backfill({
          connector: connectorClientOf(own, pipeline.connectorUrl),
          targetUrl: pipeline.targetUrl!,
          settings: etlSettingsOf(own),
          days,
          concurrency: own.concurrency,
          signal: interruption.signal,
          onDay: (outcome) => progress.step(describeOutcome(outcome)),
        })
        progress.stop()
        const summary = summarize(outcomes, (Date.now() - startedAt) / 1000)
        print(flags.json === true ? toJson(outcomes, summary) : describeSummary(summary))
        if (interruption.signal.aborted) {
          say(`interrupted: ${days.length - outcomes.length} days were not begun`)
          process.exitCode = 130
          return
        }
        const fault = faultOf(outcomes, flags.failOnGap === true)
        if (fault !== null) throw fault
      } finally {
        progress.stop()
        interruption.stop()
      }
    })
  })
}

/** The first Ctrl-C lets the days in flight end; the second ends at once: each day is whole or not. */
function interruptOnSignal() {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130)
    say('stopping after the days in flight; once more stops at once')
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

function describeOutcome(outcome: DayOutcome): string {
  if (outcome.status === 'no-source-data') return `${outcome.day}: no source data`
  if (outcome.status === 'failed') return `${outcome.day}: failed: ${outcome.error.message}`
  return describeDay(outcome)
}

/** A backfill in numbers; the JSON keeps these names. */
interface Summary {
  readonly days: number
  readonly loaded: number
  readonly noSourceData: number
  readonly failed: number
  readonly sourceRows: number
  readonly targetRows: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly seconds: number
}

function summarize(outcomes: readonly DayOutcome[], seconds: number): Summary {
  const done = outcomes.filter(({ status }) => status === 'loaded' || status === 'open')
  const results = done as Extract<DayOutcome, { status: 'loaded' | 'open' }>[]
  const sum = (key: 'sourceRows' | 'targetRows' | 'inserted' | 'updated' | 'deleted') =>
    results.reduce((total, result) => total + result[key], 0)
  return {
    days: outcomes.length,
    loaded: results.length,
    noSourceData: outcomes.filter(({ status }) => status === 'no-source-data').length,
    failed: outcomes.filter(({ status }) => status === 'failed').length,
    sourceRows: sum('sourceRows'),
    targetRows: sum('targetRows'),
    inserted: sum('inserted'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    seconds,
  }
}

function describeSummary(summary: Summary): string {
  const { days, loaded, noSourceData, failed, sourceRows, targetRows, seconds } = summary
  const rest = [
    noSourceData > 0 ? `${noSourceData} without source data` : '',
    failed > 0 ? `${failed} failed` : '',
  ].filter((part) => part !== '')
  const others = rest.length > 0 ? `, ${rest.join(', ')}` : ''
  return (
    `${loaded} of ${days} days loaded${others}: ${sourceRows} source rows, ${targetRows} values ` +
    `(${summary.inserted} inserted, ${summary.updated} updated, ${summary.deleted} deleted), in ${seconds.toFixed(2)} s`
  )
}

function toJson(outcomes: readonly DayOutcome[], summary: Summary): string {
  const results = outcomes.map((outcome) =>
    outcome.status === 'failed'
      ? {
          day: outcome.day,
          status: outcome.status,
          code: outcome.error.code,
          message: outcome.error.message,
        }
      : outcome,
  )
  return JSON.stringify({ ...summary, outcomes: results })
}
