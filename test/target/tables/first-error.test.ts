import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { lookAtTarget } from '../../../src/check/look-at-target.ts'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { migrations } from '../../../src/target/tables/migrations.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { fillFormerTarget } from '../../support/former-target.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  queryRows,
  startSystemPostgres,
} from '../../support/system-postgres.ts'
import type { SystemPostgres } from '../../support/system-postgres.ts'

const signals = [{ asset: '', variable: 'power', statistic: 'mean', periodSeconds: 600 }] as const

/** What is said where the Target cannot be made ready. */
async function refusalOf(url: string): Promise<{ code: string; message: string }> {
  const opened = await openReadyTarget(url).catch((error: unknown) => error)
  assert.ok(opened instanceof Error, 'it was made ready')
  return opened as Error & { code: string }
}

test('a role that may not make tables is told so, and either advice is all it lacks', async () => {
  const database = await connectToTestDatabase()
  const { client } = database
  const own = await createLoginRole(database, `loader_${process.pid}`)
  const { code, message } = await refusalOf(own.href)
  assert.equal(code, 'target-refused')
  assert.match(message, /permission denied for schema public \(42501\)/)
  const advice = /run in it: (grant usage, create on schema "public" to "\w+");/.exec(message)?.[1]
  assert.ok(advice !== undefined, message)
  await client.query(advice)
  await (await openReadyTarget(own.href)).close()
  const other = /(create database )wind( owner "\w+")$/.exec(message)
  assert.ok(other !== null, message)
  own.pathname = `/own_${process.pid}`
  await client.query(`${other[1]!}own_${process.pid}${other[2]!}`)
  atEnd(async () => {
    await client.query(`drop database own_${process.pid}`)
  })
  await (await openReadyTarget(own.href)).close()
})

test('a role that may not use tables of another owner is told what says the grants, and they are all it lacks', async () => {
  const database = await connectToTestDatabase()
  const { client } = database
  const target = await openTarget(database.url)
  await initTarget(target, { signals, units: new Map() })
  await target.close()
  const own = await createLoginRole(database, `stranger_${process.pid}`)
  const { code, message } = await refusalOf(own.href)
  assert.equal(code, 'target-refused')
  assert.match(message, /permission denied for .* `minuano check` says which rights/)
  const { findings } = await lookAtTarget(own.href)
  const grants = findings.flatMap(({ sql }) => sql ?? [])
  assert.ok(grants.length > 0)
  await client.query(grants.join('\n'))
  await (await openReadyTarget(own.href)).close()
})

test('a role that loads into an older version’s tables of another owner is told who changes them, and that is all it lacks', async () => {
  const database = await connectToTestDatabase()
  const { client } = database
  await fillFormerTarget(database.url)
  const own = await createLoginRole(database, `helper_${process.pid}`)
  await client.query(`grant all on all tables in schema public to "${own.username}"`)
  const { code, message } = await refusalOf(own.href)
  assert.equal(code, 'target-refused')
  const advice =
    /\(42501\).*\. The tables belong to the role "\w+": connect as it, or let an administrator run: (grant .*)$/.exec(
      message,
    )?.[1]
  assert.ok(advice !== undefined, message)
  await client.query(advice)
  await (await openReadyTarget(own.href)).close()
})

test('a database that is set read-only is told of as such', async () => {
  const { url, client } = await connectToTestDatabase()
  const name = new URL(url).pathname.slice(1)
  await client.query(`alter database "${name}" set default_transaction_read_only = on`)
  const { message } = await refusalOf(url)
  assert.match(message, /cannot execute CREATE SCHEMA in a read-only transaction \(25006\)/)
  assert.match(message, /default_transaction_read_only/)
})

const [programs] = listSystemPostgres()
const skip = programs === undefined && noSystemPostgres

describe('a standby', { skip }, () => {
  let primary: SystemPostgres
  before(async () => (primary = await startSystemPostgres(programs!)))
  after(() => primary.stop())

  test('is told of as such by a run and by target init, also where its tables are all there', async () => {
    await primary.run('postgres', 'create database empty', 'create database ready')
    const ready = await openTarget(primary.urlOf('ready'))
    await initTarget(ready, { signals, units: new Map() })
    await ready.close()
    const standby = await startSystemPostgres(programs!, {}, { standbyOf: primary })
    try {
      const { code, message } = await refusalOf(standby.urlOf('empty'))
      assert.equal(code, 'target-refused')
      assert.match(message, /read-only transaction \(25006\)\. It is a standby, or/)
      for (const name of ['empty', 'ready']) {
        const target = await openTarget(standby.urlOf(name))
        await assert.rejects(initTarget(target, { signals, units: new Map() }), {
          code: 'target-refused',
          message: /^the Target is a standby, which takes no writes/,
        })
        await target.close()
      }
    } finally {
      await standby.stop()
    }
  })
})

describe('a Target restored without rows', { skip }, () => {
  let server: SystemPostgres
  before(async () => (server = await startSystemPostgres(programs!)))
  after(() => server.stop())

  for (const without of ['--schema-only', '--exclude-table=*.minuano_migration*']) {
    test(`by pg_dump ${without} says what to do, and that helps`, async () => {
      const [old, restored] = [`old${without.length}`, `new${without.length}`]
      await server.run('postgres', `create database ${old}`, `create database ${restored}`)
      await (await openReadyTarget(server.urlOf(old))).close()
      pipe(server, [without], old, restored)
      const { message } = await refusalOf(server.urlOf(restored))
      assert.match(message, /relation "signal" already exists \(42P07\)/)
      const table = /pg_dump --table="([^"]+)" OLD \| psql NEW/.exec(message)?.[1]
      assert.ok(table !== undefined, message)
      pipe(server, [`--table=${table}`], old, restored)
      await (await openReadyTarget(server.urlOf(restored))).close()
      const steps = await queryRows(server.urlOf(restored), 'table minuano_parts.minuano_migration')
      assert.equal(steps.length, Object.keys(migrations).length)
    })
  }
})

/** `pg_dump OPTIONS FROM | psql TO`. */
function pipe(server: SystemPostgres, options: string[], from: string, to: string): void {
  const run = (program: string, args: string[], input?: string) => {
    const { status, stdout, stderr } = spawnSync(join(programs!.folder, program), args, {
      input,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    return stdout
  }
  run('psql', ['-q', server.urlOf(to)], run('pg_dump', [...options, server.urlOf(from)]))
}
