import { asMinuanoError } from '../errors/describe-error.ts'
import { listSome } from '../errors/list-some.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { askConnector, readJson } from '../etl/extract/connector-client.ts'
import type { ConnectorClient } from '../etl/extract/connector-client.ts'
import { isLoopback } from '../http/loopback.ts'
import { redact } from '../log/redact.ts'
import { version as ourVersion } from '../version.ts'
import { askHealth } from './ask-health.ts'
import { attempt } from './attempt.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import type { ClockDifference } from './measure-clock.ts'

const make = findingsOf('Connector')
const mostBytes = 4e6

/** What a look at a Connector found. */
export interface ConnectorLook {
  readonly findings: readonly Finding[]
  readonly clock?: ClockDifference | undefined
  /** What it says of the variables to load. */
  readonly units?: ReadonlyMap<string, string> | undefined
}

/** What the Connector should be found to serve. */
export interface Expected {
  /** Variables to load. */
  readonly variables: readonly string[]
  /** What the Source itself was found to have, where it was looked at; instants in microseconds. */
  readonly source?:
    { readonly variables: readonly string[]; readonly last: number | null } | undefined
}

interface VariablesAnswer {
  readonly first: string | null
  readonly last: string | null
  readonly time_zone?: string
  readonly variables: readonly { readonly name: string; readonly unit: string | null }[]
}

/** Asks a Connector what every client asks it: whether it is there, who it is, and what it has. */
export async function lookAtConnector(
  given: ConnectorClient,
  expected: Expected,
): Promise<ConnectorLook> {
  const connector = { ...given, retries: 0 }
  const findings: Finding[] = []
  let clock: ClockDifference | undefined
  let units: ReadonlyMap<string, string> | undefined
  const look = async (what: string, of: () => Promise<readonly Finding[]>) => {
    const found = await attempt('Connector', what, of)
    findings.push(...found)
    return !found.some(({ level }) => level === 'fault')
  }
  const isThere = await look('whether it is there', async () => {
    clock = await askHealth(connector)
    return [make.ok(`${redact(connector.url)} answers`), ...clearText(connector)]
  })
  const letsIn = isThere && (await look('whether it lets us in', () => lookAtKey(connector)))
  if (letsIn) {
    await look('its version', () => lookAtVersion(connector))
    await look('what it has', async () => {
      const answer = (await askJson(connector, '/variables')) as VariablesAnswer
      if (!Array.isArray(answer.variables)) throw malformed()
      units = new Map(
        answer.variables.flatMap(({ name, unit }) =>
          unit === null ? [] : [[name, unit] as const],
        ),
      )
      return lookAtAnswer(answer, expected)
    })
  }
  return { findings, clock, units }
}

function clearText({ url, apiKey }: ConnectorClient): Finding[] {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return []
  const what = apiKey === undefined ? 'what it answers' : 'its key and what it answers'
  return [
    make.note(
      `http, not https: ${what} can be read on the way. A proxy with TLS in front of it helps`,
    ),
  ]
}

/** Without a key first: so it is seen whether one is asked for at all. */
async function lookAtKey({ apiKey, ...open }: ConnectorClient): Promise<Finding[]> {
  const isOpen = await isLetIn(open)
  if (isOpen) {
    const more = apiKey === undefined ? '' : '; the one that is set is of no use to it'
    return [
      isLoopback(new URL(open.url).hostname)
        ? make.ok(`it asks for no key, and is this machine's own${more}`)
        : make.note(`it asks for no key: whoever reaches it reads the Source${more}`),
    ]
  }
  // Where the key is wrong or missing, what the Connector says is the finding.
  await askJson({ ...open, apiKey }, '/variables')
  return [make.ok('the key is accepted')]
}

async function isLetIn(connector: ConnectorClient): Promise<boolean> {
  try {
    await askJson(connector, '/variables')
    return true
  } catch (error) {
    const { code, message } = asMinuanoError(error)
    if (code === 'connector-refused' && message.includes(' answered 401')) return false
    throw error
  }
}

async function lookAtVersion(connector: ConnectorClient): Promise<Finding[]> {
  const { info } = (await askJson(connector, '/openapi.json')) as {
    info?: { title?: unknown; version?: unknown }
  }
  if (info?.title !== 'Minuano Connector') throw malformed()
  const theirs = String(info.version)
  const text = `Minuano Connector ${theirs}`
  return [
    theirs === ourVersion
      ? make.ok(text)
      : make.note(`${text}; this is Minuano ${ourVersion}: let both be the same`),
  ]
}

function lookAtAnswer(
  { first, last, time_zone: zone, variables }: VariablesAnswer,
  expected: Expected,
): Finding[] {
  const names = variables.map(({ name }) => name)
  const missing = expected.variables.filter((name) => !names.includes(name))
  const period = first === null ? 'no rows' : `rows from ${first} to ${last}`
  const { source } = expected
  const others = source?.variables.filter((name) => !names.includes(name)) ?? []
  const hours =
    source === undefined || source.last === null || last === null
      ? 0
      : Math.abs(Date.parse(last) * 1000 - source.last) / 3600e6
  return [
    make.ok(
      `it serves ${names.length} variables (${listSome(names, 12)}), ${period}, times without offset in ${zone ?? 'UTC'}`,
    ),
    ...(missing.length > 0
      ? [
          make.fault(
            `it has no variable ${missing.join(', ')}, which MINUANO_VARIABLES asks for; it has ${listSome(names, 20)}`,
            { code: 'unknown-variable' as const },
          ),
        ]
      : []),
    ...(others.length > 0 || hours > 1
      ? [
          make.fault(
            'it does not serve the Source that was looked at above: other variables, or another newest row. It has settings of its own: SOURCE_DATABASE_URL, SOURCE_TABLE, SOURCE_COLUMNS, SOURCE_TIME_ZONE where it runs',
          ),
        ]
      : []),
  ]
}

function askJson(connector: ConnectorClient, path: string): Promise<unknown> {
  return askConnector(connector, path, 'application/json', (body) => readJson(body, mostBytes))
}

function malformed(): MinuanoError {
  return new MinuanoError(
    'answer-malformed',
    'what answers is no Minuano Connector: is CONNECTOR_URL its address?',
  )
}
