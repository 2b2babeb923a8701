import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { lookAtTarget } from '../../src/check/look-at-target.ts'
import { makeCertificates } from '../support/certificates.ts'
import type { Certificates } from '../support/certificates.ts'
import { runMinuano } from '../support/minuano.ts'
import { asEnvironment, lookInto, makeFolder, plantPassword, runCheck } from '../support/plant.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  queryRows,
  startSystemPostgres,
} from '../support/system-postgres.ts'
import type { SystemPostgres } from '../support/system-postgres.ts'

const [programs] = listSystemPostgres()
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const skip = programs === undefined ? noSystemPostgres : !hasOpenssl && 'no openssl'

describe('from nothing to a loaded month by what minuano check says', { skip }, () => {
  let files: Certificates
  let server: SystemPostgres
  before(async () => {
    files = makeCertificates()
    server = await startSystemPostgres(programs!, {
      ssl: 'on',
      ssl_cert_file: files.certificate,
      ssl_key_file: files.key,
    })
    const run = (database: string, ...statements: string[]) => server.run(database, ...statements)
    await run('postgres', 'create role warehouse', 'create database plant')
    await run('postgres', 'create database wind owner warehouse')
    for (const database of ['plant', 'wind']) {
      await run('postgres', `revoke connect on database ${database} from public`)
    }
    await run('wind', 'revoke create on schema public from public')
    await run(
      'plant',
      'create schema scada',
      `create table scada."Turbine 7" ("Zeit" timestamp, "Wind [m/s]" real, "P [kW]" numeric)`,
      `insert into scada."Turbine 7" select t at time zone 'Etc/GMT-1', extract(minute from t), 1000
       from generate_series(timestamptz '2025-02-20', timestamptz '2025-05-02', '1 minute') t`,
    )
  })
  after(async () => {
    await server.stop()
    files.folder.remove()
  })

  test('every step is what the step before it said', async () => {
    const readerOf = await server.createRole('plant reader', plantPassword)
    const loaderOf = await server.createRole('loader', plantPassword)
    const tls = `?sslmode=verify-full&sslrootcert=${files.authority}`
    const named = (url: string) => `${url.replace('127.0.0.1', 'localhost')}${tls}`
    const env: Record<string, string> = {
      SOURCE_DATABASE_URL: named(readerOf('plant')),
      TARGET_DATABASE_URL: named(loaderOf('wind')),
    }
    const folder = makeFolder()
    const check = () => runCheck(env, ['--write'], folder)
    const obey = async (part: 'Source' | 'Target', database: string, faults: number) => {
      const found = await check()
      assert.equal(found.code, 1, found.stdout)
      assert.equal(found.faults(part).length, faults, found.stdout)
      const statements = found.faults(part).flatMap(({ sql = [] }) => sql)
      assert.ok(statements.length > 0, found.stdout)
      await server.run(database, ...statements)
    }

    // Neither role may even connect; then one sees a table that it may not read, the other a schema.
    await obey('Source', 'plant', 1)
    await obey('Source', 'plant', 1)
    await obey('Target', 'wind', 1)
    await obey('Target', 'wind', 1)

    // The time has no zone: nothing is written before somebody says it.
    const asked = await check()
    assert.deepEqual([asked.code, asked.written], [2, null], asked.stdout)
    const secure = /^TLS 1\.3 to localhost:\d+, certificate verified, and for this host$/
    const verified = asked.findings.filter(({ text }) => secure.test(text))
    assert.deepEqual(
      verified.map(({ part, level }) => [part, level]),
      [
        ['Source', 'ok'],
        ['Target', 'ok'],
      ],
    )
    assert.match(asked.faults()[0]!.text, /^which zone does the clock of Zeit show/)

    // What the wall shows is not what the recorder keeps: its rows say so.
    const wrong = await runCheck({ ...env, SOURCE_TIME_ZONE: 'Europe/Berlin' })
    const fault = wrong.find(/does not follow the summer time of Europe\/Berlin/)
    Object.assign(env, asEnvironment(fault.settings))
    assert.equal(env['SOURCE_TIME_ZONE'], 'Etc/GMT-1')
    const written = await check()
    assert.deepEqual([written.faults(), written.code, written.written], [[], 0, 'minuano.json'])
    Reflect.deleteProperty(env, 'SOURCE_TIME_ZONE')

    // The index that was missing, too.
    const index = written.find(/^no index on Zeit/)
    await server.run('plant', ...index.sql!)

    const loaded = await runMinuano(['backfill', '2025-03-01', '2025-03-31'], env, folder)
    assert.equal(loaded.code, 0, loaded.stderr)
    const [row] = await queryRows<{ bins: string; mean: number; first: string }>(
      server.urlOf('wind'),
      `select count(*) as bins, avg(value) as mean, min("timestamp") at time zone 'UTC' || '' as first
       from data join signal on id = signal_id where name = 'wind_mean'`,
    )
    assert.deepEqual(row, { bins: String(31 * 144), mean: 29.5, first: '2025-03-01 00:00:00' })
    const then = await runCheck(env, [], folder)
    assert.deepEqual([then.faults(), then.code], [[], 0])
    assert.equal(then.find(/^days in the ledger: 31, 2025-03-01 to 2025-03-31/).level, 'ok')
  })

  test('a wrong password is told with where it stands, and how it is written', async () => {
    const wrong = server.urlOf('wind').replace(':admin@', ':p%40ss@')
    const [password] = (await lookAtTarget(wrong)).findings
    assert.match(
      password!.text,
      /\(28P01\)\. See user and password in TARGET_DATABASE_URL: in a URL, @/,
    )
  })

  test('a standby is no Target, and says so', async () => {
    const settings = { hot_standby: 'on' }
    const standby = await startSystemPostgres(programs!, settings, { standbyOf: server })
    const { findings } = await lookAtTarget(standby.urlOf('wind'))
    await standby.stop()
    const found = lookInto(findings)
    assert.equal(found.find(/^it is a standby, which takes no writes/).level, 'fault')
  })
})
