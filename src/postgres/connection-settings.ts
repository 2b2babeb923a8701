import { splitUrl } from '../config/database-url.ts'
import { environment } from '../config/environment.ts'
import { nearestName } from '../errors/did-you-mean.ts'
import { MinuanoError } from '../errors/minuano-error.ts'

export const sslModes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const
type SslMode = (typeof sslModes)[number]

const sessionKinds = [
  'any',
  'read-write',
  'read-only',
  'primary',
  'standby',
  'prefer-standby',
] as const
export type SessionKind = (typeof sessionKinds)[number]

export interface Server {
  /** A name, an address, or the folder of a socket; empty where nothing names one. */
  readonly host: string
  readonly port: number
}

/** How to connect, as PostgreSQL's own programs read it from a URL and the environment. */
export interface ConnectionSettings {
  readonly servers: readonly Server[]
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly sslMode: SslMode
  readonly session: SessionKind
  /** 0: for ever. */
  readonly connectSeconds: number | undefined
  readonly applicationName: string | undefined
  readonly options: string | undefined
  readonly passwordFile: string | undefined
  readonly rootCertificate: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly keyPassword: string | undefined
}

/** The parameters of a URL that are understood, with the variable that stands in for each. */
const variables = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  passfile: 'PGPASSFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslpassword: undefined,
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
} as const

type Name = keyof typeof variables

/** Understood by PostgreSQL's own programs, and of no consequence here. */
const without = new Set(
  'fallback_application_name client_encoding keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslcompression sslsni'.split(
    ' ',
  ),
)

/** Reads a URL. Throws `configuration` for what cannot be followed, rather than to leave it out. */
export function readConnectionSettings(url: string): ConnectionSettings {
  const parts = splitUrl(url)
  if (parts === undefined) throw fault('a database URL cannot be read as one')
  const [user, password] = (parts.user ?? '').split(/:(.*)/s)
  const given = new Map<string, string>(readQuery(parts.query))
  const written = splitHosts(parts.hosts)
  const value = (name: Name, inUrl = ''): string | undefined => {
    const variable: string | undefined = variables[name]
    const found = given.get(name) ?? decodeURIComponent(inUrl)
    return found || (variable === undefined ? undefined : environment[variable]) || undefined
  }
  const ports = written.map(({ port }) => port).join(',')
  const rootCertificate = value('sslrootcert')
  const isSystem = rootCertificate === 'system'
  const sslMode = choose('sslmode', value('sslmode'), sslModes, isSystem ? 'verify-full' : 'prefer')
  if (isSystem && sslMode !== 'verify-full') {
    throw fault(`sslrootcert=system goes with sslmode=verify-full alone, not with ${sslMode}`)
  }
  return {
    servers: pair(
      value('host', written.map(({ host }) => host).join(',')),
      value('port', /\d/.test(ports) ? ports : ''),
    ),
    user: value('user', user),
    password: value('password', password),
    database: value('dbname', parts.path.slice(1)),
    sslMode,
    session: choose('target_session_attrs', value('target_session_attrs'), sessionKinds, 'any'),
    connectSeconds: readSeconds(value('connect_timeout')),
    applicationName: value('application_name'),
    options: value('options'),
    passwordFile: value('passfile'),
    rootCertificate,
    certificate: value('sslcert'),
    key: value('sslkey'),
    keyPassword: value('sslpassword'),
  }
}

function readQuery(query = ''): [string, string][] {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .flatMap((parameter): [string, string][] => {
      const [name = '', value = ''] = parameter.split(/=(.*)/s).map(decodeURIComponent)
      if (without.has(name)) return []
      // What JDBC's users write, and PostgreSQL's own programs read likewise.
      if (name === 'ssl' && value === 'true') return [['sslmode', 'require']]
      if (Object.hasOwn(variables, name)) return [[name, value]]
      if (/^(channel_binding|gssencmode)$/.test(name) && /^(disable|prefer)$/.test(value)) return []
      const near = name === 'ssl' ? 'sslmode' : nearestName(name, Object.keys(variables))
      throw fault(
        `the parameter ${JSON.stringify(name)} of a database URL is not understood here${ask(near)}; understood are ${Object.keys(variables).join(', ')}`,
      )
    })
}

function splitHosts(hosts: string): { host: string; port: string }[] {
  return hosts.split(',').map((text) => {
    const [, host = '', port = ''] = /^(.*?)(?::(\d*))?$/s.exec(text)!
    // The colons of an address in brackets are its own.
    return text.endsWith(']')
      ? { host: text.slice(1, -1), port: '' }
      : { host: host.replace(/^\[(.*)\]$/, '$1'), port }
  })
}

const defaultPort = 5432

/** Each host with its port; one port is that of all. */
function pair(hostList = '', portList = ''): Server[] {
  const [hosts, ports] = [hostList.split(','), portList.split(',')]
  if (ports.length > 1 && ports.length !== hosts.length) {
    throw fault(`a database URL has ${hosts.length} hosts and ${ports.length} ports`)
  }
  return hosts.map((host, index) => {
    const text = ports.length > 1 ? ports[index]! : ports[0]!
    const port = text === '' ? defaultPort : /^\d{1,5}$/.test(text) ? Number(text) : NaN
    if (!(port > 0 && port < 65_536))
      throw fault(`${JSON.stringify(text)} is no port of a database`)
    return { host, port }
  })
}

function choose<T extends string>(
  name: string,
  text: string | undefined,
  words: readonly T[],
  fallback: T,
): T {
  if (text === undefined) return fallback
  const word = words.find((candidate) => candidate === text)
  if (word !== undefined) return word
  const instead =
    text === 'no-verify'
      ? ' (that which others call no-verify is require)'
      : ask(nearestName(text, words))
  throw fault(
    `${name} of a database is ${JSON.stringify(text)}, and must be one of ${words.join(', ')}${instead}`,
  )
}

function ask(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean ${near}?`
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^-?\d{1,6}$/.test(text))
    throw fault(`connect_timeout is ${JSON.stringify(text)}, and must be a number of seconds`)
  // As PostgreSQL's own programs have it: nothing or less is for ever, and 2 the least.
  return Number(text) <= 0 ? 0 : Math.max(2, Number(text))
}

function fault(message: string): MinuanoError {
  return new MinuanoError('configuration', message)
}
