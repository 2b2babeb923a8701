import type { LoadedConfig } from '../../config/load-config.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { findTable, kindNames, listTimeSeries, settingOf } from './found-table.ts'
import type { FoundTable } from './found-table.ts'

const make = findingsOf('Source')
const mostNamed = 10

/** The table to look at, where there is one to choose, and how it was come by. */
export interface ChosenTable {
  readonly table?: FoundTable
  /** Whether it is the one that the settings name. */
  readonly isNamed: boolean
  readonly findings: readonly Finding[]
}

/** The table of the settings; else, of those that look like time series, the only one that may be read. */
export async function chooseTable(
  server: OpenServer,
  { config, origins }: LoadedConfig,
): Promise<ChosenTable> {
  const named = await findTable(server, config.sourceTable)
  if (named !== undefined) return { table: named, isNamed: true, findings: [] }
  const isDefault = origins.sourceTable?.from === 'default'
  const missing = isDefault
    ? `SOURCE_TABLE is not set, and there is no table ${config.sourceTable}`
    : `there is no table ${config.sourceTable}, which ${origins.sourceTable?.name ?? 'SOURCE_TABLE'} names`
  const all = await listTimeSeries(server)
  const readable = all.filter(({ usage, selectsSome }) => usage && selectsSome)
  const [only, ...others] = readable
  if (only !== undefined && others.length === 0) {
    const text = `${missing}. ${describe(only)} is the only one that looks like a time series and may be read: looked at in its place`
    const finding = isDefault ? make.note(text) : make.fault(text, { code: 'source-refused' })
    return { table: only, isNamed: false, findings: [finding] }
  }
  return { isNamed: false, findings: [explain(missing, readable, all)] }
}

function explain(
  missing: string,
  readable: readonly FoundTable[],
  all: readonly FoundTable[],
): Finding {
  const code = 'source-refused'
  if (all.length === 0) {
    return make.fault(
      `${missing}, nor any that looks like a time series (a timestamp column, and numbers, or texts in a column named as values are): is it the right database?`,
      { code },
    )
  }
  const listed = (readable.length > 0 ? readable : all).slice(0, mostNamed)
  if (readable.length > 0) {
    return make.fault(
      `${missing}. ${readable.length} look like time series: ${listed.map(describe).join('; ')}. Say which one, and run minuano check again`,
      { code, settings: listed.map((table) => `SOURCE_TABLE=${quoteForShell(settingOf(table))}`) },
    )
  }
  const owners = [...new Set(listed.map(({ owner }) => owner))].join(', ')
  const which = listed.length === 1 ? '' : ', for one of them'
  return make.fault(
    `${missing}. What looks like a time series may not be read by role ${listed[0]!.role}: ${listed.map(describe).join('; ')}. Let the owner (${owners}) or an administrator run in the database ${listed[0]!.database}${which}`,
    { code, sql: listed.flatMap(grantsFor) },
  )
}

function describe({ relation, kind, rows }: FoundTable): string {
  const size = rows === null || rows === 0 ? '' : `, about ${rows.toLocaleString('en-US')} rows`
  return `${relation} (${kindNames[kind]}${size})`
}

function grantsFor({ schema, relation, role, usage }: FoundTable): string[] {
  const to = quoteIdentifier(role)
  return [
    ...(usage ? [] : [`grant usage on schema ${quoteIdentifier(schema)} to ${to};`]),
    `grant select on ${relation} to ${to};`,
  ]
}
