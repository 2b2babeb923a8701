import type { Config } from '../../config/settings.ts'
import type { ConnectorClient } from '../../etl/extract/connector-client.ts'
import { findFarm } from '../../etl/farm/find-farm.ts'
import type { FarmWindow } from '../../etl/farm/run-farm-window.ts'
import { workOf } from '../../etl/shape/work.ts'
import type { Work } from '../../etl/shape/work.ts'
import { say } from '../../log/say.ts'
import type { Day } from '../../time/day.ts'

/** What the settings ask for on these days: of the Source's one asset, or of those that its rows name. */
export async function findWork(
  connector: ConnectorClient,
  config: Config,
  days: readonly Day[],
): Promise<Work | readonly FarmWindow[]> {
  const farm = await findFarm(connector, config)
  if (farm === undefined) return workOf(config, days)
  farm.remarks.forEach(say)
  return [{ assets: farm.assets, variables: config.variables, days }]
}
