import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { MinuanoError } from '../errors/minuano-error.ts'
import { addDays } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import { givenFlags } from './flags/given-flags.ts'
import { readGivenDay, resolveDay } from './flags/read-day.ts'
import type { GivenDay } from './flags/read-day.ts'
import { addSettingOptions, configOf, shapingSettings } from './flags/setting-options.ts'

interface SyncFlags {
  readonly days: number
  readonly from?: GivenDay
  readonly to?: GivenDay
  readonly dryRun?: true
  readonly allowEmpty?: true
  readonly byAsset?: true
  readonly json?: true
}

interface DayRange {
  readonly first: Day
  readonly last: Day
}

export function registerSyncCommand(program: Command): void {
  const sync = program
    .command('sync')
    .description('load just the days that are missing, changed, or made with other settings')
    .option(
      '--days <number>',
      'how many of the last days to look at, today included',
      readCount,
      30,
    )
    .option('--from <day>', 'look from this day on: a date, today or yesterday', readGivenDay)
    .option('--to <day>', 'look to this day, included (default: today)', readGivenDay)
    .option(
      '--dry-run',
      'say which days and why, and load none; what the Source holds is still noted in the Target',
    )
    .option('--allow-empty', 'delete loaded days, and variables of days, that the Source has lost')
    .option('--by-asset', 'of a Source of many assets: a line an asset and day')
    .option('--json', 'print one JSON object')
  addSettingOptions(sync, ['concurrency', ...shapingSettings, 'assets', 'connectorUrl'])
  sync.action(async (flags: SyncFlags, command: Command) => {
    const config = configOf(command)
    const { pipelineAsJson } = await import('../stack/say-pipeline.ts')
    const { withPipeline } = await import('../stack/with-pipeline.ts')
    await withPipeline(config, true, async (pipeline, effectiveConfig) => {
      const { connectorClientOf, etlSettingsOf } = await import('../etl/shape/etl-settings.ts')
      const { targetLimitsOf } = await import('../target/limits.ts')
      const { newestDay } = await import('../etl/plan/newest-day.ts')
      const { syncDays } = await import('./work/sync-days.ts')
      const { recordSync } = await import('./work/record-sync.ts')
      const { scopeOf } = await import('../etl/shape/work.ts')
      const { findAssets } = await import('./work/find-work.ts')
      const settings = etlSettingsOf(effectiveConfig)
      const range = rangeOf(flags, newestDay(settings), settings.timeZone)
      const options = {
        connector: connectorClientOf(effectiveConfig, pipeline.connectorUrl),
        targetUrl: pipeline.targetUrl!,
        targetLimits: targetLimitsOf(effectiveConfig),
        settings,
        concurrency: effectiveConfig.concurrency,
        isDryRun: flags.dryRun === true,
        allowEmpty: flags.allowEmpty === true,
        json: flags.json === true ? pipelineAsJson(pipeline) : undefined,
        same: givenFlags(command),
      }
      await recordSync(options, { ...range, isDryRun: options.isDryRun }, async (record) => {
        const farm = await findAssets(options.connector, effectiveConfig, options.targetUrl)
        if (!options.isDryRun) {
          const { noteRegister } = await import('../etl/load/note-register.ts')
          const { workOf } = await import('../etl/shape/work.ts')
          const work = farm === undefined ? workOf(effectiveConfig, []) : [farm]
          await noteRegister(record.target, settings, work)
        }
        if (farm === undefined) {
          await syncDays(range, record, { ...options, scope: scopeOf(effectiveConfig) })
        } else {
          const { syncFarm } = await import('./work/sync-farm.ts')
          const { variables, assets, assetPrefix } = effectiveConfig
          await syncFarm(range, farm, record, {
            ...options,
            variables,
            byAsset: flags.byAsset === true,
            prefixOfAll: assets === undefined ? assetPrefix : undefined,
          })
        }
      })
    })
  })
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is not a number of days from 1 to 99999.')
}

/** The days to look at; those that have no closed bin yet are left out. */
function rangeOf({ days, ...flags }: SyncFlags, newest: Day, timeZone: string): DayRange {
  const [from, to] = [flags.from, flags.to].map((given) =>
    given === undefined ? undefined : resolveDay(given, timeZone),
  )
  const last = to === undefined || to > newest ? newest : to
  const first = from ?? addDays(last, 1 - days)
  if (first > last) {
    throw new MinuanoError('usage', `the last day, ${last}, is before the first, ${first}`)
  }
  return { first, last }
}
