import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type pg from 'pg'
import { reasonName } from '../../../src/frame/reasons.ts'
import { findTimeReasons, timeReasonsOf } from '../../../src/source/table/time-reasons.ts'
import type { SourceTable } from '../../../src/source/table/source-table.ts'
import { readFrames } from '../../../src/source/wide/read-frames.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

const tableOf = (timeZone: string | undefined): SourceTable => ({
  relation: 'naive',
  timeColumn: 'ts',
  timeZone,
  timeDigits: 6,
  variables: [],
})

const variable = (name: string) => ({ name, column: 'a', unit: null, type: 'float8' })

/** A day's interval in UTC, a day wider on both sides. */
function around(day: string) {
  const start = Date.parse(`${day}T00:00Z`) * 1000
  return { start: start - 86_400e6, end: start + 2 * 86_400e6 }
}

describe('the reasons of times', () => {
  let client: pg.Client

  before(async () => {
    ;({ client } = await connectToTestDatabase())
    await client.query('create table naive (ts timestamp, a float8)')
  })

  /** Every local minute around a day, one row each: its time, and the reason that PostgreSQL finds. */
  async function oracle(day: string, zone: string): Promise<[local: string, reason: string][]> {
    const { rows } = await client.query<{ local: string; shown: number }>(
      `select to_char(local, 'YYYY-MM-DD HH24:MI') as local, count(instant)::int as shown
       from generate_series($1::timestamp - interval '6 h', $1::timestamp + interval '30 h', '1 minute') local
       left join generate_series(
         ($1::timestamp - interval '2 days') at time zone 'UTC',
         ($1::timestamp + interval '3 days') at time zone 'UTC', '1 minute') instant
         on instant at time zone $2 = local
       group by 1 order by 1`,
      [day, zone],
    )
    return rows.map(({ local, shown }) => [
      local,
      shown === 1 ? '' : shown > 1 ? 'ambiguous-time' : 'nonexistent-time',
    ])
  }

  const cases: [zone: string, day: string, minutes: number, reason: string][] = [
    ['America/Sao_Paulo', '2018-02-17', 60, 'ambiguous-time'],
    ['America/Sao_Paulo', '2018-02-18', 60, 'ambiguous-time'],
    ['America/Sao_Paulo', '2018-11-04', 60, 'nonexistent-time'],
    ['Europe/Warsaw', '2025-10-26', 60, 'ambiguous-time'],
    ['Europe/Warsaw', '2025-03-30', 60, 'nonexistent-time'],
    ['Australia/Lord_Howe', '2025-04-06', 30, 'ambiguous-time'],
    ['Australia/Lord_Howe', '2025-10-05', 30, 'nonexistent-time'],
    ['Africa/Casablanca', '2025-02-23', 60, 'ambiguous-time'],
    ['Africa/Casablanca', '2025-04-06', 60, 'nonexistent-time'],
  ]
  for (const [zone, day, minutes, reason] of cases) {
    test(`are PostgreSQL's own in ${zone} around ${day}`, async () => {
      const expected = await oracle(day, zone)
      assert.deepEqual(
        [...new Set(expected.map(([, reason]) => reason).filter((reason) => reason !== ''))],
        [reason],
      )
      assert.equal(expected.filter(([, reason]) => reason !== '').length, minutes)
      await client.query('truncate naive')
      await client.query(
        'insert into naive select local::timestamp, row_number() over () - 1 from unnest($1::text[]) local',
        [expected.map(([local]) => local)],
      )
      const table = tableOf(zone)
      const interval = around(day)
      const reasons = await findTimeReasons(table, interval)
      const read: string[] = []
      const frames = readFrames(client, table, interval, [variable('x'), variable('y')], {
        timeout: 10,
        reasons,
      })
      for await (const frame of frames) {
        assert.deepEqual([...frame.columns.keys()], ['x', 'y'])
        const bytes = frame.reasons!.get('y')!
        assert.equal(bytes, frame.reasons!.get('x'))
        frame.columns.get('x')!.forEach((row, index) => {
          read[row] = bytes[index] === 0 ? '' : reasonName(bytes[index]!)
        })
      }
      assert.deepEqual(
        read.map((reason, row) => [expected[row]![0], reason]),
        expected,
      )
    })
  }

  test('are none where no clock was changed, and in a time with its zone', async () => {
    const quiet: [string | undefined, string][] = [
      [undefined, '2018-11-04'],
      ['UTC', '2018-11-04'],
      ['Etc/GMT+3', '2018-11-04'],
      ['+03:00', '2018-11-04'],
      ['Asia/Kolkata', '2025-03-30'],
      ['America/Sao_Paulo', '2018-06-01'],
      ['America/Sao_Paulo', '2025-02-16'],
      ['Europe/Warsaw', '2025-03-25'],
    ]
    for (const [zone, day] of quiet) {
      assert.equal(await findTimeReasons(tableOf(zone), around(day)), undefined, `${zone} ${day}`)
    }
  })

  test('are looked for just where the interval has such times', async () => {
    const warsaw = tableOf('Europe/Warsaw')
    const at = Date.parse('2025-10-26T01:00Z') * 1000
    const of = (start: number, end: number) => findTimeReasons(warsaw, { start, end })
    assert.equal(await of(at - 7200e6, at - 3600e6), undefined)
    assert.equal(await of(at + 3600e6, at + 7200e6), undefined)
    assert.deepEqual(await of(at - 3600e6, at - 3600e6 + 1), {
      ambiguous: [{ start: at - 3600e6, end: at + 3600e6 }],
      jumped: false,
    })
    const spring = Date.parse('2025-03-30T01:00Z') * 1000
    assert.equal(await of(spring - 3600e6, spring), undefined)
    assert.deepEqual(await of(spring, spring + 1), { ambiguous: [], jumped: true })
    assert.equal(await of(spring + 3600e6, spring + 7200e6), undefined)
  })

  test('are told of rows of several assets, one after the other', () => {
    const ambiguous = [{ start: 100, end: 200 }]
    const rows = Float64Array.of(300, 400, 99, 100, 199, 200, 350)
    const reasons = timeReasonsOf(rows, { ambiguous, jumped: false }, undefined)
    assert.deepEqual([...reasons], [0, 0, 0, 16, 16, 0, 0])
  })

  test('are found in an interval that has neither beginning nor end', async () => {
    const always = { start: Date.UTC(-4000, 0, 1) * 1000, end: Date.UTC(9999, 0, 1) * 1000 }
    const found = await findTimeReasons(tableOf('America/Sao_Paulo'), always)
    assert.equal(found!.jumped, true)
    assert.ok(found!.ambiguous.length > 30)
  })
})
