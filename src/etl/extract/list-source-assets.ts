import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { parseTime } from '../../time/parse-time.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'

/** Bytes of a list of assets: 30,000 of 200 characters. */
const mostBytes = 16e6

interface AssetsAnswer {
  readonly assets: readonly { readonly asset: string; readonly first?: string | null }[]
}

/**
 * The assets of the Connector's Source, in its order; undefined where its rows name none, as where the Connector is
 * older than assets.
 */
export async function listSourceAssets(
  connector: ConnectorClient,
): Promise<readonly Asset[] | undefined> {
  const answer = await ask(connector, '/assets?period=false')
  const names = answer?.assets.map(({ asset }) => asset)
  return names === undefined || (names.length === 1 && names[0] === '') ? undefined : names
}

/** The first row of each asset, in microseconds since 1970; of one without rows, or where it is not known, none. */
export async function firstTimes(connector: ConnectorClient): Promise<ReadonlyMap<Asset, number>> {
  const answer = await ask(connector, '/assets')
  return new Map(
    (answer?.assets ?? []).flatMap(({ asset, first }): [Asset, number][] => {
      const time = first == null ? undefined : parseTime(first, 'UTC')
      return time === undefined ? [] : [[asset, time]]
    }),
  )
}

async function ask(connector: ConnectorClient, path: string): Promise<AssetsAnswer | undefined> {
  try {
    const answer = await askConnector(connector, path, 'application/json', (body) =>
      readJson(body, mostBytes),
    )
    const { assets } = Object(answer) as { assets?: unknown }
    if (Array.isArray(assets) && assets.every(isAsset)) return { assets }
    throw new MinuanoError('answer-malformed', "the Connector's list of assets cannot be read")
  } catch (error) {
    if (error instanceof MinuanoError && isNoList(error)) return undefined
    throw error
  }
}

function isAsset(value: unknown): value is AssetsAnswer['assets'][number] {
  const { asset, first } = Object(value) as Record<string, unknown>
  return typeof asset === 'string' && (first == null || typeof first === 'string')
}

/** An older Connector has no such route. Whatever else answers here is told by the request for rows, which says more. */
function isNoList({ code, members }: MinuanoError): boolean {
  return members['status'] === 404 || code === 'answer-malformed' || code === 'answer-too-long'
}
