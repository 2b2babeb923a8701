import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import { listDays } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { DaysReport } from './work/run-days.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf, shapingSettings } from './flags/setting-options.ts'

interface BackfillFlags {
  readonly failOnGap?: true
  readonly keepEmptied?: true
  readonly byAsset?: true
  readonly json?: true
}

export function registerBackfillCommand(program: Command): void {
  const command = program
    .command('backfill')
    .description('load every day of a range into the Target')
    .argument('<first>', 'the first day, such as 2025-01-01', readGivenDay)
    .argument('<last>', 'the last day, included, such as yesterday', readGivenDay)
    .option('--fail-on-gap', 'a day without source data is a failure')
    .option(
      '--keep-emptied',
      'keep the values of a variable of which the Source has none any more, all being NULL',
    )
    .option('--by-asset', 'of a Source of many assets: a line an asset and day')
    .option('--json', 'print one JSON object')
  addSettingOptions(command, ['concurrency', ...shapingSettings, 'assets', 'connectorUrl'])
  command.action(async (first: string, last: string, flags: BackfillFlags, command: Command) => {
    const { underDagster } = await import('./work/under-dagster.ts')
    await underDagster((report) => runBackfill({ first, last }, flags, command, report))
  })
}

function listRange(first: Day, last: Day): Day[] {
  if (last >= first) return listDays(first, last)
  throw new MinuanoError('usage', `the last day, ${last}, is before the first, ${first}`)
}

async function runBackfill(
  { first, last }: { readonly first: GivenDay; readonly last: GivenDay },
  flags: BackfillFlags,
  command: Command,
  report: DaysReport | undefined,
): Promise<void> {
  const config = configOf(command)
  const dayOf = (given: GivenDay) => resolveDay(given, config.timeZone)
  const days = listRange(dayOf(first), dayOf(last))
  const { pipelineAsJson } = await import('../stack/say-pipeline.ts')
  const { withPipeline } = await import('../stack/with-pipeline.ts')
  await withPipeline(config, true, async (pipeline, effectiveConfig) => {
    const { connectorClientOf, etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
    const { findWork } = await import('./work/find-work.ts')
    const { targetLimitsOf } = await import('../target/limits.ts')
    const { runDays } = await import('./work/run-days.ts')
    const connector = connectorClientOf(effectiveConfig, pipeline.connectorUrl)
    await runDays({
      connector,
      targetUrl: pipeline.targetUrl!,
      targetLimits: targetLimitsOf(effectiveConfig),
      settings: etlSettingsOf(effectiveConfig),
      work: await findWork(connector, effectiveConfig, pipeline.targetUrl!, days),
      concurrency: effectiveConfig.concurrency,
      json: flags.json === true ? pipelineAsJson(pipeline) : undefined,
      byAsset: flags.byAsset === true,
      failOnGap: flags.failOnGap === true,
      keepsEmptied: flags.keepEmptied === true,
      report,
    })
  })
}
