import type { Config } from '../../config/settings.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { asMinuanoError } from '../../errors/describe-error.ts'
import type { ConnectorClient } from '../../etl/extract/connector-client.ts'
import { noSourceData } from '../../etl/extract/no-source-data.ts'
import type { Farm } from '../../etl/farm/find-farm.ts'
import { groupAssets } from '../../etl/farm/group-assets.ts'
import { isMeasured, measureAssets } from '../../etl/farm/measure-assets.ts'
import { closedDay } from '../../etl/plan/closed-day.ts'
import type { EtlSettings } from '../../etl/shape/etl-settings.ts'
import { print, say } from '../../log/say.ts'
import type { Pipeline } from '../../stack/pipeline.ts'
import { pipelineAsJson } from '../../stack/say-pipeline.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import type { Day } from '../../time/day.ts'
import { binsAsRows, binsAsTable } from '../words/bins-report.ts'
import { describeTwice } from '../words/describe-day.ts'
import { describeFrozen } from '../words/describe-frozen.ts'
import { describeReasons } from '../words/describe-reasons.ts'
import { describeUnnamed } from '../words/describe-unnamed.ts'
import { findTexts } from './find-texts.ts'
import type { DayOfTexts } from './find-texts.ts'
import { runDays } from './run-days.ts'

export interface RunFarmDayOptions {
  readonly connector: ConnectorClient
  readonly pipeline: Pipeline
  readonly config: Config
  readonly settings: EtlSettings
  readonly byAsset?: boolean
  readonly json?: boolean
}

/** Loads one day of a farm's assets; where there is no Target to load into, prints their bins. */
export async function runFarmDay(
  day: Day,
  farm: Farm,
  { connector, pipeline, config, settings, byAsset = false, json = false }: RunFarmDayOptions,
): Promise<void> {
  farm.remarks.forEach(say)
  const { assets } = farm
  const { variables } = config
  if (pipeline.targetUrl === undefined) {
    await printBins(day, farm, { connector, config, settings, json })
    return
  }
  const statuses = new Set<string>()
  await runDays({
    connector,
    targetUrl: pipeline.targetUrl,
    targetLimits: targetLimitsOf(config),
    settings,
    work: [{ assets, variables, days: [day] }],
    concurrency: 1,
    byAsset,
    json: json ? pipelineAsJson(pipeline) : undefined,
    report: { day: ({ status }) => void statuses.add(status) },
  })
  if ([...statuses].join() === 'no-source-data') throw await noSourceData(connector, day)
}

/** A table, or the rows as JSON, of each asset after the other. */
async function printBins(
  day: Day,
  { assets }: Farm,
  {
    connector,
    config: { variables, timeZone },
    settings,
    json,
  }: Required<Pick<RunFarmDayOptions, 'connector' | 'config' | 'settings' | 'json'>>,
): Promise<void> {
  const closed = closedDay(day, settings)
  const rows: object[] = []
  let fault: unknown
  let unnamed = 0
  const told: DayOfTexts[] = []
  for (const group of groupAssets(assets, variables, closed.interval)) {
    const { days, rowsWithoutAsset } = await measureAssets(connector, group, variables, [closed])
    unnamed = Math.max(unnamed, rowsWithoutAsset)
    for (const [of, [measured]] of days) {
      const { asset } = of
      if (!isMeasured(measured)) {
        say(`${plainLine(asset)}: ${measured === undefined ? 'no source data' : measured.message}`)
        fault ??= measured
        continue
      }
      measured.remarks.forEach((remark) => say(`${plainLine(asset)}: ${remark}`))
      const samples = Object.fromEntries(measured.samples)
      told.push({ day, samples, asset: of })
      const words = `${describeReasons(samples)}${describeFrozen(samples)}${describeTwice(samples)}`
      if (words !== '') say(`${plainLine(asset)} ${day}${words}`)
      if (json) rows.push(...binsAsRows(measured).map((row) => ({ asset, ...row })))
      else print(`${plainLine(asset)}\n${binsAsTable(measured, timeZone)}`)
    }
  }
  const { lines } = await findTexts(connector, settings, told)
  lines.forEach(say)
  if (unnamed > 0) say(describeUnnamed(unnamed, [day]))
  if (json) print(JSON.stringify(rows))
  if (fault !== undefined) throw asMinuanoError(fault)
}
