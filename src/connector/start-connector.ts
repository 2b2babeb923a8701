import type { Config } from '../config/settings.ts'
import { listSome } from '../errors/list-some.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { demandSafeHost } from '../http/check-access.ts'
import { guarded } from './guarded.ts'
import { createServer } from './create-server.ts'
import { openKeyFile } from '../http/keys/watch-key-file.ts'
import { listen } from '../http/listen.ts'
import { showTag } from '../signal/show-tag.ts'
import type { SourceFacts } from '../source/source.ts'
import { openSource } from '../source/open-source.ts'

/** A Connector that serves. */
export interface Connector {
  readonly url: string
  readonly docsUrl: string
  /** Where it was looked at: whether it can be reached, or will be in a moment. */
  readonly isSourceThere: boolean | undefined
  /** Stops serving; answers under way get a moment to end, then they are broken off. */
  readonly close: () => Promise<void>
}

export interface ConnectorOptions {
  /** A port that is in use is an error; otherwise the next free one is taken, and said. */
  readonly portIsFixed?: boolean
  /** The Source is looked at: where it refuses, or has no such table, nothing is served. */
  readonly checksSource?: boolean
  readonly log?: NodeJS.WritableStream
}

/**
 * Starts the Connector; the Source need not be there yet, unless it is to be looked at. Where a setting says
 * which of its rows are read, or their order, it is looked at if it is there.
 *
 * Throws `configuration`, `key-required` and `port-in-use`; of a Source that is looked at, what is wrong.
 */
export async function startConnector(
  config: Config,
  options: ConnectorOptions = {},
): Promise<Connector> {
  const { connectorHost: host, connectorPort: port, connectorApiKey: keys } = config
  const { connectorApiKeysFile: path } = config
  demandSafeHost(host, keys !== undefined || path !== undefined, guarded)
  const keyFile = path === undefined ? undefined : await openKeyFile(path, guarded.keyFileSetting)
  const source = openSource(config)
  const described = checksRows(config, options) ? source.describe() : undefined
  const checked = options.checksSource === true ? checkSource(described) : checkRows(described)
  // Waited for below: meanwhile its failure is nobody's.
  checked.catch(() => undefined)
  const server = await createServer(config, source, options.log ?? process.stderr, keyFile)
  const close = async () => {
    await server.close()
    await source.close()
  }
  try {
    const isSourceThere = await checked
    await described?.then(({ tagsWithoutVariable }) => {
      if (tagsWithoutVariable === undefined || tagsWithoutVariable.count === 0) return
      server.log.warn(sayTagsWithout(tagsWithoutVariable))
    }, notYet)
    const url = await listen(server, {
      name: guarded.name,
      host,
      port,
      portIsFixed: options.portIsFixed ?? false,
    })
    return { url, docsUrl: `${url}/docs`, isSourceThere, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What a server says that starts, or that has no connection free just now. */
const soonThere = new Set<unknown>(['57P03', '53300'])

/** Whether the Source is looked at: a setting says which rows are read, their order, or whose they are, or it is narrow. */
function checksRows(
  { sourceLayout, sourceWhere, sourceOrderColumn, sourceAssetColumn, sourceAssetTable }: Config,
  { checksSource = false }: ConnectorOptions,
): boolean {
  const set = [sourceWhere, sourceOrderColumn, sourceAssetColumn, sourceAssetTable]
  return checksSource || sourceLayout === 'narrow' || set.some((setting) => setting !== undefined)
}

/**
 * Throws `configuration` where such a setting cannot be: no request is to find that out. Whatever else may be wrong
 * with the Source is said when it is asked.
 */
async function checkRows(described: Promise<unknown> | undefined): Promise<undefined> {
  try {
    await described
  } catch (error) {
    if (error instanceof MinuanoError && error.code === 'configuration') throw error
  }
}

/** Whether the Source can be reached, or will be in a moment. Throws what another try would not cure. */
async function checkSource(described: Promise<unknown> | undefined): Promise<boolean> {
  try {
    await described
    return true
  } catch (error) {
    if (!(error instanceof MinuanoError) || !error.retryable) throw error
    return soonThere.has((error.cause as { code?: unknown } | undefined)?.code)
  }
}

/** What there is to say of a Source that is not there is said when it is asked. */
function notYet(): void {
  return undefined
}

function sayTagsWithout({ count, some }: NonNullable<SourceFacts['tagsWithoutVariable']>): string {
  const which = `${listSome(some.map(showTag), mostListed)}${count > some.length ? ', …' : ''}`
  return `${count} ${count === 1 ? 'tag of the Source names' : 'tags of the Source name'} no variable, and no answer has their rows: ${which}. They fit no SOURCE_TAG_PATTERN, or another tag has their names: name them by SOURCE_TAGS`
}

/** Tags that the log names. */
const mostListed = 5
