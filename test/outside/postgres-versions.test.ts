import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startConnectorCommand } from '../support/connector-command.ts'
import { runMinuano } from '../support/minuano.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  queryRows,
  startSystemPostgres,
} from '../support/system-postgres.ts'
import type { SystemPostgres } from '../support/system-postgres.ts'

const all = listSystemPostgres()
if (all.length === 0) test('the system’s PostgreSQL', { skip: noSystemPostgres }, () => undefined)

for (const programs of all) {
  describe(`everything works with PostgreSQL ${programs.version}`, () => {
    let server: SystemPostgres
    before(async () => (server = await startSystemPostgres(programs, habits)))
    after(() => server.stop())

    test('set up by owners who may not make roles', async () => {
      const [source, target] = await createEnds(server, '')
      const init = await minuano(['source', 'init'], { SOURCE_DATABASE_URL: source })
      assert.match(init.stderr, /the role connector is not there, and this user may not make roles/)
      const made = await minuano(['target', 'init'], { TARGET_DATABASE_URL: target })
      assert.match(made.stdout, /Roles left as they are, the tables belong to this user/)
      await seedAndRun({ source, connector: source, target, etl: target })
    })

    // As a managed service gives its administrator: no superuser.
    test('set up by an administrator, with a password for each role', async () => {
      const [source, target] = await createEnds(server, 'createrole')
      await minuano(['source', 'init'], { SOURCE_DATABASE_URL: source, ...passwords })
      await minuano(['target', 'init'], { TARGET_DATABASE_URL: target, ...passwords })
      const [connector, etl] = [as('connector', source), as('etl', target)]
      await seedAndRun({ source, connector, target, etl })
      await assertConnectorOnlyReads(source, connector)
      await assertReaderOnlyReads(as('reader', target))
      assert.deepEqual(await ownersOf(target), [{ owner: 'etl' }])
    })

    test('set up by a superuser who finds the roles there: they keep their passwords', async () => {
      await server.run('postgres', 'create database other_source', 'create database other_target')
      const [source, target] = [server.urlOf('other_source'), server.urlOf('other_target')]
      await minuano(['source', 'init'], { SOURCE_DATABASE_URL: source })
      await minuano(['target', 'init'], { TARGET_DATABASE_URL: target })
      await seedAndRun({
        source,
        connector: as('connector', source),
        target,
        etl: as('etl', target),
      })
      await assertReaderOnlyReads(as('reader', target))
      assert.deepEqual(await ownersOf(target), [{ owner: 'etl' }])
      const urls = { SOURCE_DATABASE_URL: source, TARGET_DATABASE_URL: target, CONNECTOR_PORT: '0' }
      const { stdout } = await minuano(['up', '--once'], urls)
      assert.match(stdout, /Source +2025-01-30T00:00:00Z to 2025-02-01T23:59:00Z, 4,320 rows/)
      assert.match(stdout, /power_mean .* kW +2025-02-01T23:50:00Z +432/)
    })
  })
}

/** Defaults that a server may have; none of them must matter. */
const habits = {
  timezone: 'America/Denver',
  datestyle: 'SQL, DMY',
  intervalstyle: 'sql_standard',
  extra_float_digits: '0',
  standard_conforming_strings: 'off',
  default_transaction_isolation: 'serializable',
}

const passwords = {
  CONNECTOR_ROLE_PASSWORD: "connector's, \\ and more",
  ETL_ROLE_PASSWORD: 'etl-secret',
  READER_ROLE_PASSWORD: 'reader-secret',
}

/** The URL for one of our roles with its password. */
function as(role: 'connector' | 'etl' | 'reader', url: string): string {
  const password = passwords[`${role.toUpperCase() as Uppercase<typeof role>}_ROLE_PASSWORD`]
  return Object.assign(new URL(url), { username: role, password }).href
}

/** A database for each end, and one role of these attributes that owns both. */
async function createEnds(server: SystemPostgres, attributes: string): Promise<[string, string]> {
  const owner = attributes === '' ? 'plain_owner' : 'administrator'
  const urlOf = await server.createRole(owner, 'owner', attributes)
  const names = [`${owner}_source`, `${owner}_target`] as const
  for (const name of names) {
    await server.run('postgres', `create database ${name} owner ${owner}`)
  }
  return [urlOf(names[0]), urlOf(names[1])]
}

async function minuano(args: readonly string[], env: Record<string, string>) {
  const ended = await runMinuano(args, env)
  assert.equal(ended.code, 0, `minuano ${args.join(' ')}: ${ended.stderr}`)
  return ended
}

/** Seeds three days of two months, and brings them to the Target at once; then one again. */
async function seedAndRun(urls: {
  source: string
  connector: string
  target: string
  etl: string
}): Promise<void> {
  const seed = ['source', 'seed', '--from', '2025-01-30', '--days', '3']
  await minuano(seed, { SOURCE_DATABASE_URL: urls.source })
  const connector = await startConnectorCommand({
    SOURCE_DATABASE_URL: urls.connector,
    CONNECTOR_LOG_LEVEL: 'silent',
  })
  try {
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: urls.etl }
    const first = await minuano(['backfill', '2025-01-30', '2025-02-01', '--json'], env)
    assert.deepEqual(changesOf(first.stdout), [4320, 3456, 3456, 0, 0])
    const second = await minuano(['run', '2025-02-01', '--json'], env)
    assert.deepEqual(changesOf(second.stdout), [1440, 1152, 0, 0, 0])
  } finally {
    await connector.stop()
  }
  const counts = 'select count(*)::int as rows, count(distinct signal_id)::int as signals from data'
  assert.deepEqual(await queryRows(urls.target, counts), [{ rows: 3456, signals: 8 }])
}

function changesOf(stdout: string): number[] {
  const result = JSON.parse(stdout) as Record<string, number>
  return ['sourceRows', 'targetRows', 'inserted', 'updated', 'deleted'].map((key) => result[key]!)
}

/** Even when it asks for the right to write, which every role may. */
async function assertConnectorOnlyReads(source: string, connector: string): Promise<void> {
  await queryRows(source, 'create table payroll (salary numeric)')
  await assert.rejects(queryRows(connector, 'create table mine ()'), /read-only|permission denied/)
  for (const statement of [
    'delete from data',
    'update data set power = 0',
    'insert into data ("timestamp") values (now())',
    'truncate data',
    'select * from payroll',
    'select * from pg_authid',
  ]) {
    const attempt = queryRows(connector, `begin read write; ${statement}`)
    await assert.rejects(attempt, /permission denied/, statement)
  }
}

async function assertReaderOnlyReads(reader: string): Promise<void> {
  for (const table of ['signal', 'data', 'load']) {
    const [row] = await queryRows<{ rows: number }>(
      reader,
      `select count(*)::int as rows from ${table}`,
    )
    assert.ok(row!.rows > 0, `${table} is empty`)
    await assert.rejects(queryRows(reader, `delete from ${table}`), /permission denied/)
  }
}

/** Whose our tables are, the months of `data` among them. */
function ownersOf(target: string): Promise<{ owner: string }[]> {
  return queryRows(
    target,
    `select distinct tableowner as owner from pg_tables where schemaname = 'public'`,
  )
}
