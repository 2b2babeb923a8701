import type { Command } from 'commander'
import type { ConnectorClient } from '../etl/extract/connector-client.ts'
import type { Farm } from '../etl/farm/find-farm.ts'
import type { EtlSettings } from '../etl/shape/etl-settings.ts'
import { print, say } from '../log/say.ts'
import type { Target } from '../target/tables/schema.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import { describeDay, describeTwice } from './words/describe-day.ts'
import type { DayOfTexts } from './work/find-texts.ts'
import { addSettingOptions, configOf, shapingSettings } from './flags/setting-options.ts'

interface RunOptions {
  readonly dryRun?: true
  readonly byAsset?: true
  readonly json?: true
}

export function registerRunCommand(program: Command): void {
  const run = program
    .command('run')
    .description('load one day into the Target: extract, aggregate, load')
    .argument(
      '<day>',
      'the day, such as 2025-01-03, yesterday or today, in the plant’s time zone',
      readGivenDay,
    )
    .option('--dry-run', 'print the day’s bins as a table and write nothing')
    .option('--by-asset', 'of a Source of many assets: a line for each')
    .option('--json', 'print one JSON object')
  addSettingOptions(run, [...shapingSettings, 'assets', 'connectorUrl'])
  run.action(async (given: string, options: RunOptions, command: Command) => {
    const config = configOf(command)
    const day = resolveDay(given, config.timeZone)
    const { pipelineAsJson } = await import('../stack/say-pipeline.ts')
    const { withPipeline } = await import('../stack/with-pipeline.ts')
    const { connectorClientOf, etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
    const { scopeOf } = await import('../etl/shape/work.ts')
    await withPipeline(config, options.dryRun !== true, async (pipeline, effectiveConfig) => {
      const connector = connectorClientOf(effectiveConfig, pipeline.connectorUrl)
      const settings = etlSettingsOf(effectiveConfig)
      const scope = scopeOf(effectiveConfig)
      const runFarm = async (farm: Farm) => {
        const { runFarmDay } = await import('./work/run-farm-day.ts')
        await runFarmDay(day, farm, {
          connector,
          pipeline,
          config: effectiveConfig,
          settings,
          ...options,
        })
      }
      const { findAssets } = await import('./work/find-work.ts')
      const finding = findAssets(connector, effectiveConfig, pipeline.targetUrl)
      finding.catch(() => undefined)
      if (pipeline.targetUrl === undefined) {
        const found = await finding
        if (found !== undefined) {
          await runFarm(found)
          return
        }
        const { closedDay } = await import('../etl/plan/closed-day.ts')
        const { measureDays } = await import('../etl/measure-days.ts')
        const [measured] = await measureDays(connector, settings, scope, [closedDay(day, settings)])
        if (measured === undefined) {
          const { noSourceData } = await import('../etl/extract/no-source-data.ts')
          throw await noSourceData(connector, day)
        }
        const { remarksOnKinds } = await import('../etl/shape/find-kinds.ts')
        const remarks = remarksOnKinds(measured.kinds, measured.units)
        for (const remark of [...remarks, ...measured.remarks]) say(remark)
        const samples = Object.fromEntries(measured.samples)
        const { describeReasons } = await import('./words/describe-reasons.ts')
        const { describeFrozen } = await import('./words/describe-frozen.ts')
        await sayTexts(connector, settings, { day, samples })
        const { describeCounters } = await import('./words/describe-counters.ts')
        const told = `${describeReasons(samples)}${describeFrozen(samples)}${describeCounters(samples)}${describeTwice(samples)}`
        if (told !== '') say(`${day}${told}`)
        const { binsAsRows, binsAsTable } = await import('./words/bins-report.ts')
        print(
          options.json === true
            ? JSON.stringify(binsAsRows(measured))
            : binsAsTable(measured, effectiveConfig.timeZone),
        )
        return
      }
      const { openReadyTarget } = await import('../target/tables/open-ready-target.ts')
      const { targetLimitsOf } = await import('../target/limits.ts')
      const { runDay } = await import('../etl/run-day.ts')
      // Opened while the Connector answers.
      const target = openReadyTarget(pipeline.targetUrl, targetLimitsOf(effectiveConfig))
      target.catch(() => undefined)
      try {
        const farm = await finding
        if (farm !== undefined) {
          await runFarm(farm)
          return
        }
        const result = await runDay(connector, target, settings, scope, day)
        result.remarks.forEach(say)
        const texts = await sayTexts(connector, settings, result)
        const { noteRegister } = await import('../etl/load/note-register.ts')
        await noteRegister(await target, settings, { ...scope, assets: [scope.asset], days: [day] })
        if (result.former !== undefined) {
          const { describeFormer } = await import('./words/describe-former.ts')
          describeFormer([result]).forEach(say)
        }
        print(
          options.json === true
            ? JSON.stringify({ ...result, ...texts, ...pipelineAsJson(pipeline) })
            : describeDay(result),
        )
      } finally {
        await target.then(closeWithoutWaiting, () => undefined)
      }
    })
  })
}

/** Loaded on demand: most Sources have no texts. */
async function sayTexts(
  connector: ConnectorClient,
  settings: EtlSettings,
  day: DayOfTexts,
): Promise<{ readonly texts?: object }> {
  if (!Object.values(day.samples).some(({ reasons }) => reasons !== undefined)) return {}
  const { findTexts } = await import('./work/find-texts.ts')
  const { lines, days } = await findTexts(connector, settings, [day])
  lines.forEach(say)
  return days.length === 0 ? {} : { texts: days[0]!.variables }
}

/** Takes leave of the server without waiting for its answer, which comes 5 ms later. */
function closeWithoutWaiting(target: Target): void {
  void target.close()
  // pg has it, and its types do not.
  const client = target.client as unknown as { unref(): void }
  client.unref()
}
