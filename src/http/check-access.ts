import { MinuanoError } from '../errors/minuano-error.ts'
import { isLoopback } from './loopback.ts'

/** What an API key keeps from others, and where one is set: for messages. */
export interface Guarded {
  /** The server’s name: `Connector`. */
  readonly name: string
  /** What can be read through it: `the Source`. */
  readonly reads: string
  /** The setting that holds its keys: `CONNECTOR_API_KEY`. */
  readonly keySetting: string
  /** The setting that names the file with more of them: `CONNECTOR_API_KEYS_FILE`. */
  readonly keyFileSetting: string
}

/**
 * Throws `key-required` unless it is safe to listen on `host`: without an API key, on this machine's
 * own addresses alone.
 */
export function demandSafeHost(
  host: string,
  hasKeys: boolean,
  { name, reads, keySetting, keyFileSetting }: Guarded,
): void {
  if (hasKeys || isLoopback(host)) return
  throw new MinuanoError(
    'key-required',
    `the ${name} listens on ${host}, where others can reach it, only with an API key: without one, whoever finds the port reads ${reads}. Set ${keySetting} or ${keyFileSetting}, or listen on 127.0.0.1`,
  )
}

/** The last one that was let in: most requests name the same, and looking takes 0.06 ms. */
let lastLoopbackHost: string | undefined

/**
 * Without keys, a web page could have its own name point to this machine and read through its
 * visitor's browser: so only names of this machine are served. Throws `host-not-allowed`.
 */
export function demandLoopbackName(
  host: string | undefined,
  { name: server, keySetting }: Guarded,
): void {
  if (host === undefined || host === '') return
  if (host === lastLoopbackHost) return
  const name = host.replace(/:\d*$/, '')
  if (isLoopback(name)) {
    lastLoopbackHost = host
    return
  }
  throw new MinuanoError(
    'host-not-allowed',
    `without an API key the ${server} answers to localhost and 127.0.0.1 alone: ask it by these names, or set ${keySetting}`,
  )
}
