import type { Interval } from '../../time/interval.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { ConnectorClient } from './connector-client.ts'
import { fetchInventories } from './inventory.ts'
import type { Names } from './split-names.ts'

/** How many rows of an interval name no asset; undefined where it cannot be found out: the rows themselves are read. */
export async function countWithoutAsset(
  connector: ConnectorClient,
  settings: Pick<EtlSettings, 'timeZone' | 'sampleLabel' | 'units'>,
  { assets, variables }: Required<Names>,
  interval: Interval,
): Promise<number | undefined> {
  const { timeZone, sampleLabel, units } = settings
  const asked = { assets: assets.slice(0, 1), variables: variables.slice(0, 1) }
  const counting = fetchInventories(connector, { timeZone, sampleLabel, units }, asked, interval)
  return counting.then(
    ({ rowsWithoutAsset }) => rowsWithoutAsset,
    () => undefined,
  )
}
