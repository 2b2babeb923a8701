import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { migrations } from '../../../src/target/tables/migrations.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { asRole } from '../../support/as-role.ts'
import { atEnd } from '../../support/at-end.ts'

const signals = [{ asset: '', variable: 'power', statistic: 'mean', periodSeconds: 600 }] as const
const options = { signals, units: new Map([['power', 'kW']]) }

async function createEmpty() {
  const database = await createTestDatabase()
  const target = await openTarget(database.url)
  atEnd(async () => {
    await target.close()
    await database.drop()
  })
  return { ...database, target }
}

describe('minuano target init', () => {
  test('makes tables that etl owns and reader may only read, and does nothing the second time', async () => {
    const { target, url } = await createEmpty()
    const passwords = { etlPassword: "it's-etl", readerPassword: 'reader-password' }
    const first = await initTarget(target, { ...options, ...passwords })
    assert.deepEqual([first.rolesLeft, first.signals], [null, ['power_mean']])
    assert.deepEqual(first.steps, Object.keys(migrations))
    const second = await initTarget(target, options)
    assert.deepEqual([second.rolesLeft, second.steps], [null, []])
    const { rows } = await target.client.query(
      `select relname as name, pg_get_userbyid(relowner) as owner from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') order by 1`,
    )
    assert.deepEqual(
      rows,
      [
        'asset_register',
        'bin_reason',
        'changed_day',
        'changed_value',
        'daily_figures',
        'daily_state_hours',
        'data',
        'exclusion',
        'late_change',
        'load',
        'month_closing',
        'monthly_figures',
        'monthly_turbulence',
        'signal',
        'signal_value',
        'source_day',
        'state_code',
        'sync_run',
        'ten_minute',
        'ten_minute_wide',
      ].map((name) => ({ name, owner: 'etl' })),
    )
    const reader = new pg.Client(asRole(url, 'reader', 'reader-password').href)
    await reader.connect()
    try {
      const tables = ['signal', 'data', 'load', 'bin_reason', 'source_day', 'sync_run']
      tables.push('asset_register', 'state_code')
      const views = [
        'ten_minute',
        'ten_minute_wide',
        'signal_value',
        'changed_value',
        'daily_figures',
      ]
      views.push('monthly_figures', 'daily_state_hours', 'monthly_turbulence')
      const others = ['changed_day', 'exclusion', 'month_closing', 'late_change']
      for (const table of [...tables, ...others, ...views]) {
        await reader.query(`select * from ${table}`)
        if (!views.includes(table)) {
          await assert.rejects(reader.query(`delete from ${table}`), { code: '42501' })
        }
      }
      // What says which tables there are: `status` asks it first.
      await reader.query('select * from minuano_parts.minuano_migration')
      await assert.rejects(reader.query('create table mine ()'), { code: '42501' })
    } finally {
      await reader.end()
    }
    const etl = new pg.Client(asRole(url, 'etl', "it's-etl").href)
    await etl.connect()
    await etl.query(
      `insert into signal (name, variable, statistic, period_seconds) values ('x', 'x', 'mean', 1)`,
    )
    await etl.end()
  })

  test('asks little of a Target that is there, as each start of up does', async () => {
    const { target } = await createEmpty()
    await initTarget(target, options)
    let messages = 0
    const query = target.client.query.bind(target.client) as (...args: unknown[]) => unknown
    target.client.query = ((...args: unknown[]) => {
      messages++
      return query(...args)
    }) as typeof target.client.query
    await initTarget(target, { ...options, units: new Map() })
    assert.ok(messages <= 21, `${messages} messages`)
  })

  test('by an owner who may not make roles leaves the tables to that owner, and says so', async () => {
    const { target, url } = await createEmpty()
    const role = `owner_${Date.now().toString(36)}`
    const name = new URL(url).pathname.slice(1)
    await target.client.query(
      `create role ${role} login password 'owner'; alter database ${name} owner to ${role};
       alter schema public owner to ${role}`,
    )
    const owned = await openTarget(asRole(url, role, 'owner').href)
    try {
      const result = await initTarget(owned, options)
      assert.match(result.rolesLeft ?? '', /refused/)
      const { rows } = await owned.client.query(
        `select pg_get_userbyid(relowner) as owner from pg_class where oid = 'data'::regclass`,
      )
      assert.deepEqual(rows, [{ owner: role }])
    } finally {
      await owned.close()
    }
  })
})
