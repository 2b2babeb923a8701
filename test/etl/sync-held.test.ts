import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayInterval } from '../../src/time/day.ts'
import { heldBins } from './held-model.ts'
import type { ChangeRow, HeldBin } from './held-model.ts'
import { backfill, findLateDays, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { createTestPipeline } from '../support/pipeline.ts'

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

/** Days of one zone, and how values come and hold there. */
interface Case {
  readonly what: string
  readonly zone: string
  readonly first: string
  readonly hold: string
  readonly seconds: number
  /** What index the table has. */
  readonly index: string
  readonly layout: 'wide' | 'narrow'
}

const cases: readonly Case[] = [
  {
    what: 'in UTC',
    zone: 'UTC',
    first: '2025-01-30',
    hold: '24h',
    seconds: 86_400,
    index: 'ts',
    layout: 'wide',
  },
  {
    what: 'through the change of a clock',
    zone: 'Europe/Warsaw',
    first: '2025-10-25',
    hold: '3h',
    seconds: 10_800,
    index: 'turbine, ts',
    layout: 'wide',
  },
  {
    what: 'without a limit of how long a value holds',
    zone: 'America/Sao_Paulo',
    first: '2025-02-27',
    hold: 'off',
    seconds: Infinity,
    index: 'ts',
    layout: 'wide',
  },
  {
    what: 'of a narrow table',
    zone: 'Europe/Warsaw',
    first: '2025-03-29',
    hold: '5h',
    seconds: 18_000,
    index: 'variable, ts',
    layout: 'narrow',
  },
  {
    what: 'of a narrow table without an index, and without a limit',
    zone: 'UTC',
    first: '2025-06-01',
    hold: 'off',
    seconds: Infinity,
    index: 'ts',
    layout: 'narrow',
  },
]

const dayCount = 3

async function createPipeline({ hold, index, layout }: Case): Promise<Pipeline> {
  const pipeline = await createTestPipeline({
    SOURCE_TABLE: 'change',
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_VARIABLE_SAMPLING: 'wind_speed=on-change',
    SOURCE_VARIABLE_MAX_HOLD: `wind_speed=${hold}`,
    SOURCE_WHERE: '{"turbine": ["T01"]}',
    ...(layout === 'narrow' && {
      SOURCE_LAYOUT: 'narrow',
      SOURCE_VARIABLE_COLUMN: 'variable',
      SOURCE_VALUE_COLUMN: 'value',
    }),
  })
  const columns =
    layout === 'wide' ? 'wind_speed float8, power float8' : 'variable text, value float8'
  await pipeline.source.query(
    `create table change (turbine text not null default 'T01', ts timestamptz not null, ${columns});
     create index on change (${index})`,
  )
  return pipeline
}

/** Seconds around the days' edges and anywhere; few values, so that some are said twice. */
function arbitraryRows(daysAtSeconds: readonly number[]): fc.Arbitrary<ChangeRow[]> {
  const near = fc
    .tuple(fc.constantFrom(...daysAtSeconds), fc.integer({ min: -2, max: 2 }))
    .map(([edge, off]) => edge + off)
  const anywhere = fc.integer({ min: -90_000, max: daysAtSeconds.at(-1)! - 1 })
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: 0, max: 30, noNaN: true }) },
    { weight: 3, arbitrary: fc.constantFrom(4, 8, 99) },
    { weight: 2, arbitrary: fc.constant(null) },
  )
  const row = fc.tuple(fc.oneof(near, anywhere), value)
  return fc.array(row, { maxLength: 40 }).map((rows) =>
    // Not so many that differ at one time as would be a rule.
    rows.filter(
      ([at], index) => index % 5 === 0 || rows.findIndex(([one]) => one === at) === index,
    ),
  )
}

async function insert(
  { source }: Pipeline,
  { layout }: Case,
  start: number,
  rows: readonly ChangeRow[],
) {
  const [columns, values] =
    layout === 'wide' ? ['wind_speed', 'value'] : ['variable, value', "'wind_speed', value"]
  // What is of another variable is of no matter.
  if (layout === 'narrow') {
    await source.query(`insert into change (ts, variable, value) values (now(), 'wind_speed', 1),
      (to_timestamp(${start} + 4000), 'power', 100), (to_timestamp(${start} + 4000), 'power', 100)`)
  }
  await source.query(
    `insert into change (ts, ${columns}) select to_timestamp($1 + second), ${values}
     from unnest($2::float8[], $3::float8[]) rows (second, value)`,
    [start, rows.map(([second]) => second), rows.map(([, value]) => value)],
  )
}

async function sync(pipeline: Pipeline, settings: TestSettings, days: readonly string[]) {
  const { connector, target, targetUrl } = pipeline
  const range = { first: days[0]!, last: days.at(-1)! }
  const { plan } = await findLateDays(connector, target, settings, range)
  const outcomes = await backfill({
    connector,
    targetUrl,
    settings,
    days: plan.load.map(({ day }) => day),
    concurrency: 1,
    keepsEmptied: false,
  })
  for (const outcome of outcomes) assert.equal(outcome.status, 'loaded', JSON.stringify(outcome))
  const again = await findLateDays(connector, target, settings, range)
  assert.deepEqual(again.plan.load, [], 'what was loaded is what the Source has')
  return plan
}

async function readBins({ target }: Pipeline) {
  const { rows } = await target.client.query<{ time: number; name: string; value: number }>(
    `select extract(epoch from "timestamp")::float8 as time, statistic as name, value
     from data join signal on id = signal_id where variable = 'wind_speed' order by 1, 2`,
  )
  const bins = new Map<number, Record<string, number>>()
  for (const { time, name, value } of rows) bins.set(time, { ...bins.get(time), [name]: value })
  return bins
}

describe('values that come on change', () => {
  for (const one of cases) {
    test(`are found and loaded as they hold, ${one.what}`, async () => {
      const { zone, first, seconds: hold } = one
      const days = Array.from({ length: dayCount }, (_, index) => addDays(first, index))
      const start = dayInterval(first, zone).start / 1e6
      const edges = [...days, addDays(first, dayCount)].map(
        (day) => dayInterval(day, zone).start / 1e6 - start,
      )
      const settings = settingsFrom({ MINUANO_TIME_ZONE: zone, MINUANO_VARIABLES: 'wind_speed' })
      const pipeline = await createPipeline(one)
      const rows = arbitraryRows(edges)
      await fc.assert(
        fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 5 }), async (before, more, part) => {
          await pipeline.source.query('truncate change')
          await pipeline.target.client.query('truncate data, load, source_day, bin_reason')
          await insert(pipeline, one, start, before)
          await sync(pipeline, settings, days)
          // Every so many are deleted, and others come late.
          const kept = before.filter((_, index) => index % part !== 0)
          await pipeline.source.query('truncate change')
          await insert(pipeline, one, start, [...kept, ...more])
          const { emptied, emptiedVariables } = await sync(pipeline, settings, days)
          const found = await readBins(pipeline)
          const gone = [...emptied, ...emptiedVariables.map(({ day }) => day)]
          for (const [index, day] of days.entries()) {
            // What the Source has lost is kept.
            if (gone.includes(day)) continue
            const [from, to] = [edges[index]!, edges[index + 1]!]
            const model = {
              start: from,
              end: to,
              width: 600,
              hold,
              range: [0, 75] as const,
              nullEnds: one.layout === 'narrow',
            }
            const expectedBins = heldBins([...kept, ...more], model)
            let covered = 0
            for (const [bin, expected] of expectedBins.entries()) {
              const at = start + from + bin * 600
              covered += expected?.seconds ?? 0
              compare(
                found.get(at),
                statisticsOf(expected),
                `${day} ${new Date(at * 1000).toISOString()}`,
              )
            }
            assert.equal(await readValid(pipeline, day), covered === 0 ? null : covered, day)
          }
        }),
        { numRuns: 12 },
      )
    })
  }
})

function statisticsOf(bin: HeldBin | undefined): Record<string, number> | undefined {
  return bin && { mean: bin.mean, min: bin.min, max: bin.max, std: bin.std }
}

/** What the ledger has of a day: seconds with a value; null where there are none. */
async function readValid({ target }: Pipeline, day: string): Promise<number | null> {
  const { rows } = await target.client.query<{ valid: number | null }>(
    `select nullif(valid, 0) as valid from load where day = $1::date and variable = 'wind_speed'`,
    [day],
  )
  return rows[0]?.valid ?? null
}

function compare(
  found: Record<string, number> | undefined,
  expected: object | undefined,
  at: string,
) {
  assert.deepEqual(Object.keys(found ?? {}).sort(), Object.keys(expected ?? {}).sort(), at)
  for (const [name, value] of Object.entries(expected ?? {}) as [string, number][]) {
    const difference = Math.abs(found![name]! - value)
    assert.ok(
      difference <= 1e-9 * Math.max(1, Math.abs(value)),
      `${at} ${name}: ${found![name]} ${value}`,
    )
  }
}
