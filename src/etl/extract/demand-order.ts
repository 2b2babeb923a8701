import { MinuanoError } from '../../errors/minuano-error.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { ConnectorClient } from './connector-client.ts'

/** Connectors whose Source was found to be ordered. */
const ordered = new WeakSet<ConnectorClient>()

/**
 * Where the first or the last row of a time is to be taken: throws `configuration` unless the Connector's Source
 * says which that is, and what asking the Connector throws.
 */
export async function demandOrder(
  connector: ConnectorClient,
  { duplicates }: Pick<EtlSettings, 'duplicates'>,
): Promise<void> {
  if (!needsOrder(duplicates) || ordered.has(connector)) return
  // Loaded where it is needed: few Sources are ordered.
  const { fetchSourceFacts } = await import('./fetch-source-facts.ts')
  const { orderColumn } = await fetchSourceFacts(connector)
  if (orderColumn === undefined) throw noOrder(duplicates)
  ordered.add(connector)
}

export function needsOrder(duplicates: EtlSettings['duplicates']): boolean {
  return duplicates === 'first' || duplicates === 'last'
}

export function noOrder(duplicates: EtlSettings['duplicates']): MinuanoError {
  return new MinuanoError(
    'configuration',
    `MINUANO_DUPLICATES: "${duplicates}" needs a Source that says which of the rows of one time came first, and this Connector's does not: set SOURCE_ORDER_COLUMN for the Connector to a column that says it, a sequence number or the time of arrival, or choose default, all or refuse`,
  )
}
