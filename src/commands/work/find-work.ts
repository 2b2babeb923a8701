import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { ConnectorClient } from '../../etl/extract/connector-client.ts'
import { farmOf, findFarm } from '../../etl/farm/find-farm.ts'
import type { Farm } from '../../etl/farm/find-farm.ts'
import type { FarmWindow } from '../../etl/farm/run-farm-window.ts'
import { workOf } from '../../etl/shape/work.ts'
import type { Work } from '../../etl/shape/work.ts'
import { say } from '../../log/say.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Day } from '../../time/day.ts'

/** What the settings ask for on these days: of the Source's one asset, or of those that its rows name. */
export async function findWork(
  connector: ConnectorClient,
  config: Config,
  targetUrl: string,
  days: readonly Day[],
): Promise<Work | readonly FarmWindow[]> {
  const farm = await findAssets(connector, config, targetUrl)
  if (farm === undefined) return workOf(config, days)
  farm.remarks.forEach(say)
  return [{ assets: farm.assets, variables: config.variables, days }]
}

/**
 * The assets that are to be loaded; undefined for a Source of one. Where the Connector cannot be had, those that the
 * Target knows: their days then fail one by one, and the ledger says so, unless it can be had again.
 */
export async function findAssets(
  connector: ConnectorClient,
  config: Config,
  targetUrl: string | undefined,
): Promise<Farm | undefined> {
  try {
    // What follows tries for longer.
    return await findFarm({ ...connector, retries: 0 }, config)
  } catch (error) {
    if (!(error instanceof MinuanoError) || !error.retryable) throw error
    const known = targetUrl === undefined ? [] : await knownAssets(config, targetUrl)
    const names = known
      .filter((asset) => asset !== '' && asset.startsWith(config.assetPrefix))
      .map((asset) => asset.slice(config.assetPrefix.length))
    if (config.asset !== '' || names.length === 0 || known.includes('')) return undefined
    const { assets, remarks } = farmOf(config, names)
    return {
      assets,
      remarks: [`${error.message}; goes on with the assets that the Target knows`, ...remarks],
    }
  }
}

async function knownAssets(config: Config, targetUrl: string): Promise<readonly string[]> {
  try {
    const target = await openReadyTarget(targetUrl, targetLimitsOf(config))
    try {
      return await listAssets(target)
    } finally {
      await target.close()
    }
  } catch {
    // It is said where days are loaded.
    return []
  }
}
