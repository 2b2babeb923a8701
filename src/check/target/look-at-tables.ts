import { quoteIdentifier } from '../../postgres/quote.ts'
import { migrations } from '../../target/tables/migrations.ts'
import { findPlace, ownSchemaStatement } from '../../target/tables/own-schema.ts'
import type { Place } from '../../target/tables/own-schema.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { lookAtWideView } from './look-at-wide-view.ts'

const make = findingsOf('Target')

/** Minuano's own. */
const ours = [
  'signal',
  'data',
  'load',
  'bin_reason',
  'source_day',
  'sync_run',
  'changed_day',
  'asset_register',
  'state_code',
  'exclusion',
  'month_closing',
  'late_change',
]

/** The record of the steps that made them, in a schema of its own or beside them. */
const records = ['minuano_migration', 'minuano_migration_lock']

interface TableRow {
  readonly name: string
  readonly relation: string
  readonly owner: string
  readonly owns: boolean
  /** Who is connected. */
  readonly role: string
}

/** Whether Minuano's tables are there, made by which steps, and owned by a role that this one may act as. */
export async function lookAtTables(server: OpenServer): Promise<Finding[]> {
  const { client } = server
  const place = await findPlace(client)
  const rows = await ask<TableRow>(
    client,
    'Target',
    `select c.relname as name, format('%I.%I', n.nspname, c.relname) as relation,
       pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'usage') as owns,
       current_user as role
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid in (select to_regclass(quote_ident(name)) from unnest($1::text[]) name)
       or c.relname = any ($2) and n.nspname = $3`,
    [ours, records, place.record],
  )
  const record = rows.find(({ name }) => name === 'minuano_migration')
  if (record === undefined) return [describeNone(rows)]
  const foreign = rows.find(({ owns }) => !owns)
  if (foreign !== undefined) {
    const { role } = foreign
    const [owner, to] = [foreign.owner, role].map(quoteIdentifier)
    return [
      make.fault(
        `${foreign.relation} belongs to ${foreign.owner}, and only its owner may add a month to it: connect as ${foreign.owner}, or let an administrator make role ${role} a member of it`,
        { code: 'target-refused', sql: [`grant ${owner} to ${to};`] },
      ),
    ]
  }
  if (!place.mayUseRecord) return [describeHidden(place)]
  const steps = await describeSteps(server, record)
  return [
    steps,
    ...(await describeParts(server, place)),
    ...(steps.level === 'ok' ? await lookAtWideView(server) : []),
    ...(await describeLedger(server)),
  ]
}

/** Without them a run takes the tables for missing. */
function describeHidden({ record, role, database }: Place): Finding {
  return make.fault(
    `role ${role} may not use the schema ${record!}, where it stands how the tables were made: let the owner of the database ${database} or an administrator run in it`,
    {
      code: 'target-refused',
      sql: [`${ownSchemaStatement({ own: record!, isThere: true }, role)};`],
    },
  )
}

function describeNone(rows: readonly TableRow[]): Finding {
  if (rows.length === 0) return make.note('no tables of Minuano yet: the first run makes them')
  const names = rows.map(({ relation }) => relation).join(', ')
  return make.fault(
    `${names}: tables of these names are there, and nothing says that Minuano made them. Use another database, or a role with a schema of its own`,
    { code: 'target-refused' },
  )
}

async function describeSteps({ client }: OpenServer, { relation }: TableRow): Promise<Finding> {
  const taken = await ask<{ name: string }>(client, 'Target', `select name from ${relation}`)
  const known = Object.keys(migrations)
  const unknown = taken.filter(({ name }) => !known.includes(name))
  const missing = known.filter((step) => !taken.some(({ name }) => name === step))
  if (unknown.length > 0) {
    return make.fault(
      `its tables were made by a newer Minuano (${unknown.map(({ name }) => name).join(', ')}): bring this one up to it`,
      { code: 'target-refused' },
    )
  }
  if (missing.length > 0) {
    return make.note(
      `Minuano's tables are there; the next run takes the steps ${missing.join(', ')}`,
    )
  }
  return make.ok(`Minuano's tables are there, up to step ${known.at(-1)}`)
}

/** Whether what nobody asks by name stands apart; it works without. */
async function describeParts({ client }: OpenServer, place: Place): Promise<Finding[]> {
  const { own, schema, isThere, mayCreate, role, database } = place
  const [row] = await ask<{ beside: number }>(
    client,
    'Target',
    `select count(*)::int as beside
     from pg_inherits join pg_class part on part.oid = inhrelid join pg_class parent on parent.oid = inhparent
     where inhparent = to_regclass('data') and part.relnamespace = parent.relnamespace`,
  )
  const { beside } = row!
  if (!mayCreate) {
    return [
      make.note(
        `the tables that \`data\` is cut into stay in the schema ${schema}, since role ${role} may not ${isThere ? 'make tables in' : 'make'} the schema ${own}. To have them apart, let the owner of the database ${database} or an administrator run in it what follows, then run \`minuano target init\``,
        { sql: [`${ownSchemaStatement(place, role)};`] },
      ),
    ]
  }
  if (beside === 0) return []
  return [
    make.note(
      `${beside} of the tables that \`data\` is cut into stand in the schema ${schema}: \`minuano target init\` moves those that Minuano made to the schema ${own}, unless \`data\` is published without publish_via_partition_root`,
    ),
  ]
}

async function describeLedger({ client }: OpenServer): Promise<Finding[]> {
  const [row] = await ask<{ days: number; first: string | null; last: string | null }>(
    client,
    'Target',
    `select count(distinct day)::int as days, min(day)::text as first, max(day)::text as last from load`,
  )
  const { days, first, last } = row!
  return [
    days === 0
      ? make.ok('no day is loaded yet')
      : make.ok(`days in the ledger: ${days}, ${first} to ${last}`),
  ]
}
