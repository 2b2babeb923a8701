import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { SourceFacts } from '../../source/source.ts'
import type { SourceFor } from '../query/source-for.ts'
import { rowOf } from './row-schema.ts'

/** The parts of an OpenAPI description that differ by request. */
interface Description {
  readonly components?: { readonly schemas?: object }
}

/** A description is of use without the Source's variables, and must not wait long for them. */
const lookMilliseconds = 3000

/**
 * What a request may know of the Source: nothing, where keys are set and it shows none, or where the Source cannot
 * be asked and never was.
 */
export async function factsFor(
  request: FastifyRequest,
  sourceFor: SourceFor,
): Promise<SourceFacts | undefined> {
  if (request.reader === null) return undefined
  const source = sourceFor(request)
  const looked = source.describe(true).catch(() => source.describe())
  const late = sleep(lookMilliseconds, undefined, { ref: false })
  return Promise.race([looked, late]).catch(() => undefined)
}

/** The description with the Source's variables, where they are known, and the address that clients reach it by. */
export function describeTo<T extends Description>(
  description: T,
  address: string,
  facts: SourceFacts | undefined,
): T {
  const { components } = description
  const schemas = { ...components?.schemas, ...(facts !== undefined && { Row: rowOf(facts) }) }
  return { ...description, servers: [{ url: address }], components: { ...components, schemas } }
}

/** A name or an address and perhaps a port: all that may become a part of a URL. */
const plainHost = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

/** The URL that a request came to, as far as it tells: its `Host`, else where its connection ends. */
export function addressOf({ headers: { host }, raw: { socket } }: FastifyRequest): string {
  if (host !== undefined && plainHost.test(host)) return `http://${host}`
  const { localAddress = '127.0.0.1', localPort } = socket
  return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`
}
