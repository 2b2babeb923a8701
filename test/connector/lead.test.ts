import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestSource, readProblem, serve } from './serving.ts'

/** Ten days of two turbines, a row each ten minutes, some without a value; the second has gaps, and rows that are there twice. */
const rows = `
  select 'T01' as turbine, ts, (random() * 20)::float8 as wind_speed,
    case when random() < 0.8 then random() * 2000 end as power
  from generate_series('2025-10-20T00:00Z'::timestamptz, '2025-10-30T00:00Z', '10 min') ts
  union all
  select 'T02', ts, random() * 20, random() * 2000
  from generate_series('2025-10-20T00:00Z'::timestamptz, '2025-10-30T00:00Z', '10 min') ts,
    generate_series(1, 1 + (random() < 0.02)::int)
  where ts not between '2025-10-22T20:00Z' and '2025-10-23T23:00Z'`

interface Table {
  readonly layout: 'wide' | 'narrow'
  readonly index: string
}

const tables: readonly Table[] = [
  { layout: 'wide', index: 'turbine, ts' },
  { layout: 'wide', index: 'ts' },
  { layout: 'narrow', index: 'turbine, name, ts' },
  { layout: 'narrow', index: 'ts' },
]

async function serveTable({ layout, index }: Table) {
  const { url: source, client } = await createTestSource(
    `create table wide as ${rows};
     create table narrow as select turbine, ts, name, value from wide,
       lateral (values ('wind_speed', wind_speed), ('power', power)) of_row (name, value) where value is not null;
     create index on ${layout} (${index})`,
  )
  const narrow = {
    SOURCE_LAYOUT: 'narrow',
    SOURCE_VARIABLE_COLUMN: 'name',
    SOURCE_VALUE_COLUMN: 'value',
  }
  const { url } = await serve({
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_ASSET_COLUMN: 'turbine',
    SOURCE_DATABASE_URL: source,
    SOURCE_TABLE: layout,
    ...(layout === 'narrow' && narrow),
  })
  return { url, client }
}

interface Entry {
  readonly values: number
  readonly fingerprint: string
  readonly lead?: string
}

interface Day {
  readonly day: string
  readonly rows: number
  readonly variables: Readonly<Record<string, Entry>>
}

async function take(url: string, query: string): Promise<Record<string, readonly Day[]>> {
  const response = await fetch(`${url}/inventory?time_zone=Europe/Berlin&${query}`)
  assert.equal(response.status, 200, await response.clone().text())
  const { assets } = (await response.json()) as { assets: { asset: string; days: Day[] }[] }
  return Object.fromEntries(assets.map(({ asset, days }) => [asset, days]))
}

const leads = { wind_speed: 5400, power: 86_400 }
const leadQuery = Object.entries(leads)
  .map(([name, seconds]) => `lead=${seconds}:${name}`)
  .join('&')

/** The first instants of days in Berlin, where the 26th has 25 hours. */
const starts: Readonly<Record<string, string>> = {
  '2025-10-22': '2025-10-21T22:00:00Z',
  '2025-10-24': '2025-10-23T22:00:00Z',
  '2025-10-25': '2025-10-24T22:00:00Z',
  '2025-10-26': '2025-10-25T22:00:00Z',
  '2025-10-27': '2025-10-26T23:00:00Z',
}

for (const table of tables) {
  describe(`/inventory with lead, of a ${table.layout} table by (${table.index})`, async () => {
    const { url, client } = await serveTable(table)
    const period = 'start=2025-10-22&end=2025-10-29'

    for (const label of ['start', 'end'] as const) {
      test(`gives what an inventory of just the time before the day gives, samples labelled by their ${label}`, async () => {
        const labelled = `sample_label=${label}`
        const found = await take(url, `${period}&${labelled}&${leadQuery}`)
        for (const [day, start] of Object.entries(starts)) {
          for (const [name, seconds] of Object.entries(leads)) {
            const from = new Date(Date.parse(start) - seconds * 1000).toISOString()
            const before = await take(
              url,
              `start=${from}&end=${start}&variables=${name}&${labelled}&assets=T01,T02`,
            )
            for (const asset of ['T01', 'T02']) {
              // Of 24 hours before a day of 25 or after one of it: what two days have.
              const sum = (before[asset] ?? []).reduce(
                (sum, { variables }) => sum + BigInt(variables[name]!.fingerprint),
                0n,
              )
              const own = found[asset]!.find((one) => one.day === day)
              assert.equal(own!.variables[name]!.lead, String(sum), `${asset} ${day} ${name}`)
            }
          }
        }
      })
    }

    test('leaves all else as it is without', async () => {
      const [without, found] = [await take(url, period), await take(url, `${period}&${leadQuery}`)]
      const bare = JSON.stringify(found, (key, value: unknown) =>
        key === 'lead' ? undefined : value,
      )
      assert.equal(bare, JSON.stringify(without))
      assert.ok(!JSON.stringify(without).includes('lead'))
    })

    test('has none of a variable that is not named, and of a day cut short what leads into its part', async () => {
      const found = await take(
        url,
        'start=2025-10-25T10:00Z&end=2025-10-26T10:00Z&lead=3600:power&assets=T01',
      )
      const before = await take(url, 'start=2025-10-25T09:00Z&end=2025-10-25T10:00Z&assets=T01')
      const [first] = found['T01']!
      assert.equal(
        first!.variables['power']!.lead,
        before['T01']![0]!.variables['power']!.fingerprint,
      )
      assert.equal(first!.variables['wind_speed']!.lead, undefined)
    })

    test('changes with a row in what leads in, and not with one before or after it', async () => {
      const lead = async () =>
        (await take(url, `start=2025-10-25&end=2025-10-26&lead=3600:wind_speed&assets=T01`))[
          'T01'
        ]![0]!.variables['wind_speed']!.lead
      const before = await lead()
      const change = (time: string) =>
        client.query(
          table.layout === 'wide'
            ? `update wide set wind_speed = wind_speed + 1 where turbine = 'T01' and ts = '${time}'`
            : `update narrow set value = value + 1 where turbine = 'T01' and name = 'wind_speed' and ts = '${time}'`,
        )
      await change('2025-10-24T20:50Z')
      await change('2025-10-24T22:00Z')
      assert.equal(await lead(), before)
      await change('2025-10-24T21:00Z')
      const edited = await lead()
      assert.notEqual(edited, before)
      await client.query(
        `delete from ${table.layout} where turbine = 'T01' and ts = '2025-10-24T21:50Z'`,
      )
      assert.notEqual(await lead(), edited)
    })
  })
}

describe('/inventory with lead', async () => {
  const { url } = await serveTable(tables[0]!)
  const refused: readonly [string, string, RegExp][] = [
    ['no seconds', 'lead=wind_speed', /write seconds, 1 to 86400, a colon and a variable/],
    ['none', 'lead=0:wind_speed', /lead is "0:wind_speed"/],
    ['more than a day', 'lead=86401:wind_speed', /1 to 86400/],
    ['another variable', 'lead=60:pitch', /lead names "pitch", which is none of the variables/],
    [
      'one that is not asked for',
      'variables=power&lead=60:wind_speed',
      /none of the variables asked/,
    ],
    ['a variable twice', 'lead=60:power&lead=70:power', /lead names "power" twice/],
  ]
  for (const [what, query, message] of refused) {
    test(`refuses ${what}`, async () => {
      const response = await fetch(`${url}/inventory?start=2025-10-22&end=2025-10-29&${query}`)
      const { status, code, detail } = await readProblem(response)
      assert.deepEqual([status, code], [422, 'invalid-parameter'])
      assert.match(detail, message)
    })
  }
})
