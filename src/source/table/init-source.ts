import type pg from 'pg'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { scramVerifier } from '../../postgres/scram-verifier.ts'

export interface InitSourceOptions {
  /** Lets the role `connector` log in with this password; without it an existing role keeps its own. */
  readonly connectorPassword?: string | undefined
}

/** What `initSource` could not do, a line each: empty when all is done. */
export interface InitSourceResult {
  readonly leftUndone: readonly string[]
}

/** The columns of the Source's table, and the unit that each one's comment holds. */
const columns = [
  { name: 'timestamp', type: 'timestamp(0) with time zone', unit: null },
  { name: 'wind_speed', type: 'double precision', unit: 'm/s' },
  { name: 'power', type: 'double precision', unit: 'kW' },
  { name: 'ambient_temperature', type: 'double precision', unit: 'degC' },
]

/**
 * Makes the Source's table `data`, with units as comments, and the role `connector`, which may select
 * it and nothing else. Doing it again changes nothing. Where this user may not make roles, the table
 * is made all the same, and the answer says what is left to do. Throws `source-refused` where a table
 * `data` of another shape is there already.
 */
export async function initSource(
  client: pg.ClientBase,
  { connectorPassword }: InitSourceOptions = {},
): Promise<InitSourceResult> {
  try {
    await client.query(`begin; set local lock_timeout = '30s'`)
    // Two at once would both find nothing, and the second one's `create` would fail.
    await client.query(`select pg_advisory_xact_lock(hashtext('minuano source init'))`)
    await makeTable(client)
    const leftUndone = [
      await attempt(client, 'making the role connector', () => makeRole(client, connectorPassword)),
      await attempt(client, 'letting connector read the table', () => grantReading(client)),
      await attempt(client, 'making connector read-only', () => makeReadOnly(client)),
    ].filter((line) => line !== undefined)
    await client.query('commit')
    return { leftUndone }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw classifyPostgresError(error, 'Source')
  }
}

async function makeTable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass('data') and attnum > 0 and not attisdropped order by attnum`,
  )
  if (rows.length === 0) {
    const definitions = columns.map(
      ({ name, type }, index) =>
        `${quoteIdentifier(name)} ${type}${index === 0 ? ' primary key' : ''}`,
    )
    await client.query(`create table data (${definitions.join(', ')})`)
  } else if (!isSameShape(rows)) {
    const found = rows.map(({ name, type }) => `${name} ${type}`).join(', ')
    throw new MinuanoError(
      'source-refused',
      `the Source has a table data of another shape (${found}): it is left as it is. To read it, set SOURCE_TIME_COLUMN and SOURCE_COLUMNS; to make ours, use another database`,
    )
  }
  for (const { name, unit } of columns) {
    if (unit === null) continue
    await client.query(`comment on column data.${name} is ${quoteLiteral(unit)}`)
  }
}

function isSameShape(found: readonly { name: string; type: string }[]): boolean {
  return columns.every(({ name, type }) =>
    found.some((column) => column.name === name && comparable(column.type) === comparable(type)),
  )
}

/** An import makes the time column finer where a file's times are: it is the same table. */
function comparable(type: string): string {
  return type.replace(/^timestamp\(\d\) with/, 'timestamp with')
}

/** Runs one step; if it is refused for good, undoes it alone and gives the line that says so. */
async function attempt(
  client: pg.ClientBase,
  what: string,
  step: () => Promise<string | undefined>,
): Promise<string | undefined> {
  await client.query('savepoint step')
  try {
    return await step()
  } catch (error) {
    if (classifyPostgresError(error, 'Source').retryable) throw error
    await client.query('rollback to savepoint step')
    return `${what} was refused: ${describeError(error)}`
  }
}

async function makeRole(
  client: pg.ClientBase,
  password: string | undefined,
): Promise<string | undefined> {
  const exists = await hasRole(client)
  if (exists && password === undefined) return undefined
  const { rows } = await client.query<{ may: boolean }>(
    'select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user',
  )
  if (rows[0]?.may !== true) {
    return exists
      ? 'the role connector keeps its password: this user may not change roles'
      : 'the role connector is not there, and this user may not make roles: let an administrator run `create role connector login`, then run this again'
  }
  const login =
    password === undefined ? 'nologin' : `login password ${quoteLiteral(scramVerifier(password))}`
  await client.query(`${exists ? 'alter' : 'create'} role connector ${login}`)
  return undefined
}

/** Lets `connector` select the table; each right is granted only if it is missing. */
async function grantReading(client: pg.ClientBase): Promise<undefined> {
  if (!(await hasRole(client))) return
  const { rows } = await client.query<
    Record<'connect' | 'usage' | 'create' | 'database' | 'schema', string>
  >(
    `select has_database_privilege('connector', current_database(), 'connect')::text as connect,
       has_schema_privilege('connector', relnamespace, 'usage')::text as usage,
       has_schema_privilege('connector', relnamespace, 'create')::text as create,
       quote_ident(current_database()) as database, relnamespace::regnamespace::text as schema
     from pg_class where oid = 'data'::regclass`,
  )
  const { connect, usage, create, database, schema } = rows[0]!
  if (connect === 'false') await client.query(`grant connect on database ${database} to connector`)
  if (usage === 'false') await client.query(`grant usage on schema ${schema} to connector`)
  // PostgreSQL 14 lets everybody make tables in `public`; from 15 on nobody has that right unasked.
  if (create === 'true')
    await client.query(`revoke create on schema ${schema} from public, connector`)
  await client.query('revoke all on data from connector')
  await client.query('grant select on data to connector')
}

/** Makes every session of `connector` read-only: a second wall behind its rights. */
async function makeReadOnly(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ done: boolean; may: boolean }>(
    `select coalesce('default_transaction_read_only=on' = any (rolconfig), false) as done,
       (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as may
     from pg_roles where rolname = 'connector'`,
  )
  const [role] = rows
  if (role === undefined || role.done) return undefined
  if (!role.may) {
    return 'the role connector is not read-only by default: this user may not change roles; it may still only select the table'
  }
  await client.query('alter role connector set default_transaction_read_only = on')
  return undefined
}

async function hasRole(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`select from pg_roles where rolname = 'connector'`)
  return rowCount === 1
}
