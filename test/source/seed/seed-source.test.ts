import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import type pg from 'pg'
import { initSource } from '../../../src/source/table/init-source.ts'
import { seedSource } from '../../../src/source/seed/seed-source.ts'
import type { SeedOptions } from '../../../src/source/seed/seed-source.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

const tenDays: SeedOptions = {
  from: '2025-01-01',
  days: 10,
  seed: 1,
  replace: false,
  timeZone: 'UTC',
}

describe('seeding the Source', () => {
  let client: pg.Client

  before(async () => {
    ;({ client } = await connectToTestDatabase())
  })
  beforeEach(async () => {
    await client.query('drop table if exists data')
    await initSource(client)
  })

  /** A fingerprint of all rows, and of the row versions: another one if any was written anew. */
  async function look() {
    const { rows } = await client.query<{ rows: string; values: string; versions: string }>(
      `select count(*) as rows, sum(hash_record_extended((d.*), 0)) as values,
         max(xmin::text::bigint) as versions from data d`,
    )
    return rows[0]!
  }

  test('writes exactly one row a minute', async () => {
    const result = await seedSource(client, tenDays)
    assert.equal(result.rows, 14_400)
    assert.equal(result.written, 14_400)
    const { rows } = await client.query(
      `select count(*)::int as rows, min(timestamp) as first, max(timestamp) as last,
         count(*) filter (where wind_speed is null or power is null or ambient_temperature is null)::int as nulls,
         count(distinct date_trunc('minute', timestamp))::int as minutes from data`,
    )
    assert.deepEqual(rows[0], {
      rows: 14_400,
      first: new Date('2025-01-01T00:00:00Z'),
      last: new Date('2025-01-10T23:59:00Z'),
      nulls: 0,
      minutes: 14_400,
    })
  })

  test('writes nothing over the same rows, and overlapping periods agree', async () => {
    await seedSource(client, tenDays)
    const seen = await look()
    assert.equal((await seedSource(client, tenDays)).written, 0)
    assert.equal((await seedSource(client, { ...tenDays, from: '2025-01-03', days: 2 })).written, 0)
    assert.deepEqual(await look(), seen)
    const longer = await seedSource(client, { ...tenDays, days: 12 })
    assert.equal(longer.written, 2 * 1440)
  })

  test('adds what is missing', async () => {
    await seedSource(client, tenDays)
    const { values } = await look()
    await client.query(`delete from data where extract(hour from timestamp) = 5`)
    assert.equal((await seedSource(client, tenDays)).written, 600)
    assert.equal((await look()).values, values)
  })

  const foreign = {
    'another value': `update data set power = power + 1 where timestamp = '2025-01-04T00:00Z'`,
    'a missing value': `update data set power = null where timestamp = '2025-01-04T00:00Z'`,
    'a row between the minutes': `insert into data values ('2025-01-04T00:00:30Z', 1, 2, 3)`,
  }
  for (const [what, statement] of Object.entries(foreign)) {
    test(`refuses ${what} unless it may replace it`, async () => {
      await seedSource(client, tenDays)
      const { values } = await look()
      await client.query(statement)
      const changed = await look()
      await assert.rejects(seedSource(client, tenDays), {
        code: 'source-differs',
        message: /1 other rows.*2025-01-04T00:00:(00|30)Z.*nothing was changed.*--replace/,
      })
      assert.deepEqual(await look(), changed)
      await seedSource(client, { ...tenDays, replace: true })
      assert.equal((await look()).values, values)
    })
  }

  test('leaves rows outside the period alone', async () => {
    await client.query(`insert into data values ('2024-12-31T23:59:00Z', 1, 2, 3)`)
    await client.query(`insert into data values ('2025-01-02T00:00:00Z', 1, 2, 3)`)
    await seedSource(client, { ...tenDays, days: 1, replace: true })
    assert.equal((await look()).rows, '1442')
  })

  test('begins a day where the time zone begins it', async () => {
    // 23 hours, from 01:00 on: clocks went forward at midnight.
    const options = { ...tenDays, from: '2018-11-04', days: 1, timeZone: 'America/Sao_Paulo' }
    const { rows, interval } = await seedSource(client, options)
    assert.equal(rows, 23 * 60)
    assert.equal(interval.start, Date.UTC(2018, 10, 4, 3) * 1000)
  })

  test('says to make the table first', async () => {
    await client.query('drop table data')
    await assert.rejects(seedSource(client, tenDays), {
      code: 'source-refused',
      message: /minuano source init/,
    })
  })
})
