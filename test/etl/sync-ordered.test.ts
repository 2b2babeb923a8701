import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import { backfill, findLateDays, settingsFrom } from '../support/etl.ts'
import { createTestPipeline } from '../support/pipeline.ts'

const env = {
  SOURCE_TABLE: 'minute',
  SOURCE_TIME_COLUMN: 'ts',
  SOURCE_TIME_ZONE: 'Europe/Warsaw',
  MINUANO_TIME_ZONE: 'Europe/Warsaw',
}

/** A day of a change of Warsaw's clock with its neighbours, minutes of a clock, and that change's doubtful hour. */
interface Case {
  readonly what: string
  readonly days: readonly [string, string, string]
  readonly clock: string
  readonly hour: string
  /** Whether a column says which row of a time came first. */
  readonly isOrdered: boolean
}

const cases: readonly Case[] = [
  {
    what: 'with an hour that comes twice',
    days: ['2025-10-25', '2025-10-26', '2025-10-27'],
    clock: 'Europe/Warsaw',
    hour: '2025-10-26 02',
    isOrdered: true,
  },
  {
    what: 'with an hour that comes twice, and no order',
    days: ['2025-10-25', '2025-10-26', '2025-10-27'],
    clock: 'Europe/Warsaw',
    hour: '2025-10-26 02',
    isOrdered: false,
  },
  {
    what: 'with an hour that never was',
    days: ['2025-03-29', '2025-03-30', '2025-03-31'],
    clock: 'Etc/GMT-1',
    hour: '2025-03-30 02',
    isOrdered: true,
  },
]

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

async function createPipeline({ isOrdered }: Case): Promise<Pipeline> {
  const order = isOrdered ? { SOURCE_ORDER_COLUMN: 'seq' } : {}
  const pipeline = await createTestPipeline({ ...env, ...order })
  await pipeline.source.query(
    'create table minute (ts timestamp, wind_speed float8, power float8, seq bigint)',
  )
  return pipeline
}

async function fill(source: pg.Client, { days, clock }: Case): Promise<void> {
  await source.query(
    `insert into minute select u at time zone $1, 8 + sin(extract(epoch from u)), 1000, row_number() over ()
     from generate_series($2::date - 1, $3::date + 2, interval '1 minute') u
     where (u at time zone $1)::date between $2 and $3`,
    [clock, days[0], days[2]],
  )
}

/** The rules that a Source knows; the first is that of the edits. */
const rulesOf = ({ isOrdered }: Case) =>
  isOrdered ? ['last', 'first', 'default'] : ['default', 'all']

const settingsOf = (keep: string) =>
  settingsFrom({ MINUANO_TIME_ZONE: 'Europe/Warsaw', MINUANO_DUPLICATES: keep })

/** What `sync` does; gives the days that it loaded, which must be whole. */
async function sync(
  { connector, target, targetUrl }: Pipeline,
  { days }: Case,
  keep: string,
): Promise<string[]> {
  const settings = settingsOf(keep)
  const range = { first: days[0], last: days[2] }
  const { plan } = await findLateDays(connector, target, settings, range)
  const outcomes = await backfill({
    connector,
    targetUrl,
    settings,
    days: plan.load.map(({ day }) => day),
    concurrency: 1,
  })
  for (const outcome of outcomes) assert.equal(outcome.status, 'loaded', JSON.stringify(outcome))
  const again = await findLateDays(connector, target, settings, range)
  assert.deepEqual(again.plan.load, [])
  return outcomes.map(({ day }) => day)
}

const edit = fc.record({
  kind: fc.constantFrom(
    'update',
    'null',
    'delete',
    'repeat',
    'conflict',
    'conflict',
    'swap',
    'tie',
    'lose',
    'turn',
  ),
  /** In the doubtful hour, or anywhere; often one that was edited before. */
  minute: fc.oneof(fc.integer({ min: 0, max: 4319 }), fc.integer({ min: 700, max: 705 })),
  isDoubtful: fc.boolean(),
  value: fc.double({ min: 0, max: 70, noNaN: true }),
})

const statements: Readonly<Record<string, string>> = {
  update: 'update minute set wind_speed = $2 where ts = $1',
  null: 'update minute set power = null where ts = $1 and $2::float8 is not null',
  delete: 'delete from minute where ts = $1 and $2::float8 is not null',
  // A row more, that came last.
  repeat: `insert into minute select ts, wind_speed, power, (select max(seq) + 1 from minute) from minute
    where ts = $1 and $2::float8 is not null limit 1`,
  conflict: `insert into minute select ts, $2, null, (select max(seq) + 1 from minute) from minute
    where ts = $1 limit 1`,
  // The last comes first.
  swap: `update minute set seq = -seq where ts = $1 and $2::float8 is not null`,
  tie: `update minute set seq = 7 where ts = $1 and $2::float8 is not null`,
  lose: `update minute set seq = null where ts = $1 and wind_speed < $2`,
  // Other numbers in the same order.
  turn: `update minute set seq = seq + 1000000 where ts = $1 and $2::float8 is not null`,
}

async function apply(source: pg.Client, { days, hour }: Case, one: Edit): Promise<void> {
  const { kind, minute, isDoubtful, value } = one
  const { rows } = await source.query<{ ts: string }>(
    `select (${isDoubtful ? `timestamp '${hour}:00'` : `timestamp '${days[0]} 00:00'`}
       + $1 * interval '1 minute')::text as ts`,
    [isDoubtful ? minute % 60 : minute],
  )
  await source.query(statements[kind]!, [rows[0]!.ts, value])
}

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

/**
 * Each day's rows as one text, with what is known of their order: by how many others of their instant came
 * before, where no other has the same number and it has one. In the doubtful hour no order counts, nor where none is asked for.
 */
async function contents(
  source: pg.Client,
  { hour, isOrdered }: Case,
): Promise<Map<string, string>> {
  const { rows } = await source.query<{ day: string; text: string }>(
    `with placed as (
       select ts at time zone 'Europe/Warsaw' as at, * from minute),
     known as (
       select at, wind_speed, power, case
         when to_char(ts, 'YYYY-MM-DD HH24') = '${hour}' or not ${isOrdered} then '-'
         when count(*) over (partition by at) = 1 then '1'
         when seq is null or count(*) over (partition by at, seq) > 1 then '?'
         else rank() over (partition by at order by seq)::text
       end as place from placed)
     select (at at time zone 'Europe/Warsaw')::date::text as day,
       md5(string_agg(row(at, wind_speed, power, place)::text, ',' order by at, wind_speed, power, place)) as text
     from known group by 1`,
  )
  return new Map(rows.map(({ day, text }) => [day, text]))
}

/** All that the Target holds, and what the ledger counts, as text. */
async function dump({ target }: Pipeline): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select name || ' ' || "timestamp" || ' ' || round(value::numeric, 9) as line from data join signal on id = signal_id
     union all
     select concat_ws(',', day, variable, valid, missing, ambiguous, duplicates, conflicts, excess, fingerprint)
     from load
     union all
     select concat_ws(',', "timestamp", variable, samples) from bin_reason order by 1`,
  )
  return rows.map(({ line }) => line)
}

describe('sync of a Source by a clock without zone, rows of one time in order or not', () => {
  for (const one of cases) {
    test(`loads just the days that any edits touched, ${one.what}, and equals a fresh load`, async () => {
      const pipeline = await createPipeline(one)
      const { source } = pipeline
      const rules = rulesOf(one)
      const [rule] = rules as [string]
      await fill(source, one)
      await source.query('create index on minute (ts); analyze minute')
      await sync(pipeline, one, rule)
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
          const before = await contents(source, one)
          for (const each of edits) await apply(source, one, each)
          const after = await contents(source, one)
          const touched = one.days.filter((day) => before.get(day) !== after.get(day))
          assert.deepEqual(await sync(pipeline, one, rule), touched)
        }),
        { numRuns: 10, endOnFailure: true },
      )
      await source.query(
        `insert into minute values ('${one.days[0]} 12:00:15', 5, 7, 1), ('${one.days[0]} 12:00:15', 6, 7, 2),
         ('${one.days[0]} 13:00:15', 5, 7, 1), ('${one.days[0]} 13:00:15', 6, 7, 1)`,
      )
      await sync(pipeline, one, rule)
      const { rows } = await source.query<{ all: object }>(
        'select json_agg(minute) as all from minute',
      )
      for (const keep of rules) {
        const fresh = await createPipeline(one)
        await fresh.source.query(
          `insert into minute select * from json_populate_recordset(null::minute, $1)
           order by md5(wind_speed::text || ts)`,
          [JSON.stringify(rows[0]!.all)],
        )
        await sync(fresh, one, keep)
        await sync(pipeline, one, keep)
        assert.deepEqual(await dump(pipeline), await dump(fresh), keep)
      }
    })
  }
})
