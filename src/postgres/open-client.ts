import { existsSync } from 'node:fs'
import pg from 'pg'
import { MinuanoError } from '../errors/minuano-error.ts'
import { classifyPostgresError, sideCodes } from './classify-error.ts'
import type { Side } from './classify-error.ts'
import { readConnectionSettings } from './connection-settings.ts'
import type { ConnectionSettings, SessionKind } from './connection-settings.ts'
import { endConnection } from './end-connection.ts'
import type { PasswordFor } from './password-file.ts'
import { socketOf } from './within-deadline.ts'

/** Long enough for a server across the sea, short enough to say that it is not there. */
const connectTimeoutSeconds = 10

/** One way to connect: a server, and with TLS or without. */
export type Way = pg.ClientConfig & { readonly host: string; readonly port: number }

/** The ways to each server, in the order in which they are tried. */
export async function listWays(
  url: string,
  side: Side,
  applicationName: string,
): Promise<{ readonly servers: readonly (readonly Way[])[]; readonly session: SessionKind }> {
  const settings = readConnectionSettings(url)
  const { session, connectSeconds = connectTimeoutSeconds } = settings
  const user = settings.user ?? (await import('node:os')).userInfo().username
  const database = settings.database ?? user
  const common = {
    user,
    database,
    application_name: settings.applicationName ?? applicationName,
    ...(settings.options !== undefined && { options: settings.options }),
    connectionTimeoutMillis: connectSeconds * 1000,
    keepAlive: true,
    // Then a look each second, ten times: a host that is gone is noticed, a server that is slow is not.
    keepAliveInitialDelayMillis: 10_000,
  }
  const servers: Way[][] = []
  for (const { host: named, port } of settings.servers) {
    const host = named === '' ? localHost(port) : named
    const password =
      settings.password ??
      (() => demandPassword({ host, port, user, database }, settings.passwordFile, side))
    const ways = await waysOfTls(settings, host)
    servers.push(ways.map((ssl) => ({ ...common, host, port, password, ssl })))
  }
  return { servers, session }
}

/** Where the socket is, as Debian and as PostgreSQL itself have it; else by network. */
function localHost(port: number): string {
  const folders = ['/var/run/postgresql', '/tmp']
  return folders.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`)) ?? 'localhost'
}

async function demandPassword(
  of: PasswordFor,
  file: string | undefined,
  side: Side,
): Promise<string> {
  const { findPassword } = await import('./password-file.ts')
  const password = findPassword(of, file)
  if (password !== undefined) return password
  throw new MinuanoError(
    sideCodes[side].refused,
    `the ${side} asks for the password of ${of.user}, and none is given: put it into the URL, PGPASSWORD or ~/.pgpass`,
  )
}

async function waysOfTls(settings: ConnectionSettings, host: string) {
  const { sslMode } = settings
  if (sslMode === 'disable' || host.startsWith('/')) return [false as const]
  const { tlsOptions } = await import('./tls-options.ts')
  const tls = await tlsOptions(settings)
  if (sslMode === 'allow') return [false as const, tls]
  return sslMode === 'prefer' ? [tls, false as const] : [tls]
}

/**
 * Opens a connection by the first way that leads to a server of the kind that is wanted, each by a client
 * of its own. Another server is tried where one is not available or of another kind; without TLS, or
 * with it, where the mode allows both and the server wants the other.
 */
export async function openClient(
  url: string,
  side: Side,
  applicationName: string,
  { milliseconds = Infinity, signal }: OpenLimits = {},
): Promise<{ readonly client: pg.Client; readonly way: Way }> {
  const { servers, session } = await listWays(url, side, applicationName)
  const rounds: SessionKind[] = session === 'prefer-standby' ? ['standby', 'any'] : [session]
  const share = Math.ceil(milliseconds / (servers.length * rounds.length))
  let last: MinuanoError | undefined
  for (const kind of rounds) {
    for (const ways of servers) {
      try {
        return await openServer(ways.map(within(share)), side, kind, signal)
      } catch (error) {
        last = error instanceof MinuanoError ? error : await explain(error, side, ways[0]!)
        if (!last.retryable || signal?.aborted === true) throw last
      }
    }
  }
  throw last!
}

export interface OpenLimits {
  /** For all servers together: one that is silent leaves their part to the others. */
  readonly milliseconds?: number
  /** Breaks off what is being opened. */
  readonly signal?: AbortSignal
}

/** A way that waits so long at most; its own 0 is for ever. */
function within(milliseconds: number): (way: Way) => Way {
  if (milliseconds === Infinity) return (way) => way
  return (way) => ({
    ...way,
    connectionTimeoutMillis: Math.min(way.connectionTimeoutMillis || Infinity, milliseconds),
  })
}

async function openServer(
  ways: readonly Way[],
  side: Side,
  kind: SessionKind,
  signal: AbortSignal | undefined,
) {
  for (const [index, way] of ways.entries()) {
    const client = new pg.Client(way)
    client.on('error', () => undefined)
    const breakOff = () => socketOf(client).destroy()
    signal?.addEventListener('abort', breakOff)
    try {
      await client.connect()
      if (kind === 'any' || (await isOfKind(client, kind, way))) return { client, way }
    } catch (error) {
      breakOff()
      if (index === ways.length - 1 || !wantsOtherWay(error)) throw error
      continue
    } finally {
      signal?.removeEventListener('abort', breakOff)
    }
    await endConnection(client)
    throw new MinuanoError(
      sideCodes[side].unavailable,
      `the ${side} is not available: ${way.host}:${way.port} is not ${kind}, as target_session_attrs wants it`,
    )
  }
  throw new Error('there is no way to connect')
}

/** By pg_hba.conf, or since the server has no TLS, or one that we cannot speak. */
function wantsOtherWay(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return code === '28000' || isTlsFault(code, message)
}

/** Of OpenSSL's names for what is wrong with a certificate, and Node's for the rest. */
const tlsCode =
  /CERT|SIGNATURE|ISSUER|SELF_SIGNED|INVALID_(CA|PURPOSE)|PATH_LENGTH|^ERR_(SSL|TLS|OSSL)|^EPROTO$/

function isTlsFault(code: string, message: string): boolean {
  return /SSL connection/.test(message) || tlsCode.test(code)
}

async function isOfKind(
  client: pg.Client,
  kind: SessionKind,
  { connectionTimeoutMillis = 0 }: Way,
): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean; readonly: boolean }>({
    text: `select pg_is_in_recovery() as standby,
       pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as readonly`,
    // pg knows it, its types do not.
    ...{ query_timeout: connectionTimeoutMillis },
  })
  const { standby, readonly } = rows[0]!
  if (kind === 'read-write') return !readonly
  if (kind === 'read-only') return readonly
  return kind === 'standby' ? standby : !standby
}

async function explain(error: unknown, side: Side, way: Way): Promise<MinuanoError> {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (!isTlsFault(code, message)) return classifyPostgresError(error, side)
  const { explainTlsFault } = await import('./explain-tls-fault.ts')
  return explainTlsFault(error, side, way)
}
