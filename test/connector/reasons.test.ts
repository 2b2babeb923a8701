import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import { createTestSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl } = await createTestSource(`
  create table local (ts timestamp, power float8, "power.reason" float8);
  insert into local values
    ('2025-10-26 01:59', 1, 0), ('2025-10-26 02:30', 2, 0), ('2025-10-26 02:31', null, 0), ('2025-10-26 03:00', 3, 0),
    ('2025-03-30 01:59', 4, 0), ('2025-03-30 02:30', 5, 0), ('2025-03-30 03:00', 6, 0);
  create table data ("timestamp" timestamptz, power float8);
  insert into data select ts at time zone 'UTC', power from local`)

const formats = ['json', 'ndjson', 'csv', 'arrow']
const autumn = 'start=2025-10-26T00:00Z&end=2025-10-27T00:00Z'
const spring = 'start=2025-03-30T00:00Z&end=2025-03-31T00:00Z'

describe('reasons=true', async () => {
  const { url } = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: 'local',
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_TIME_ZONE: 'Europe/Warsaw',
  })
  const instants = await serve({ SOURCE_DATABASE_URL: sourceUrl })

  const ask = async (base: string, query: string) => {
    const response = await fetch(`${base}/data?${query}`)
    assert.equal(response.status, 200, query)
    return Buffer.from(await response.arrayBuffer())
  }

  test('says which times come twice, beside the values as they are', async () => {
    const text = await ask(url, `${autumn}&variables=power&reasons=true&format=csv`)
    assert.deepEqual(text.toString().split('\n'), [
      'timestamp,power,power.reason',
      '2025-10-26T01:30:00.000000Z,2.0,ambiguous-time',
      '2025-10-26T01:31:00.000000Z,,ambiguous-time',
      '2025-10-26T02:00:00.000000Z,3.0,',
      '',
    ])
  })

  test('says which times never were', async () => {
    const text = await ask(url, `${spring}&variables=power&reasons=true&format=ndjson`)
    assert.deepEqual(text.toString().split('\n'), [
      '{"timestamp":"2025-03-30T00:59:00.000000Z","power":4.0,"power.reason":null}',
      '{"timestamp":"2025-03-30T01:00:00.000000Z","power":6.0,"power.reason":null}',
      '{"timestamp":"2025-03-30T01:30:00.000000Z","power":5.0,"power.reason":"nonexistent-time"}',
      '',
    ])
  })

  test('names the columns of reasons unlike every variable, and Arrow says whose they are', async () => {
    const table = tableFromIPC(await ask(url, `${autumn}&reasons=true&format=arrow`))
    assert.deepEqual(
      table.schema.fields.map(({ name, metadata }) => [
        name,
        ...((metadata as Map<string, string> | null) ?? []),
      ]),
      [
        ['timestamp', ['minuano.clock', 'Europe/Warsaw']],
        ['power'],
        ['power.reason'],
        ['power.reason_', ['minuano.reasons-of', 'power']],
        ['power.reason.reason', ['minuano.reasons-of', 'power.reason']],
      ],
    )
    assert.deepEqual([...table.getChild('power.reason_')], [16, 16, 0])
  })

  test('changes no byte of an answer where the Source has no reasons', async () => {
    for (const format of formats) {
      const quiet = `start=2025-10-27T00:00Z&end=2025-10-29T00:00Z&format=${format}`
      for (const [base, query] of [
        [instants.url, `${autumn}&format=${format}`],
        [instants.url, `${spring}&format=${format}`],
        [url, quiet],
      ] as const) {
        const plain = await ask(base, query)
        assert.deepEqual(await ask(base, `${query}&reasons=true`), plain, query)
        assert.deepEqual(await ask(base, `${query}&reasons=false`), plain, query)
      }
      const without = await ask(url, `${autumn}&format=${format}`)
      assert.deepEqual(await ask(url, `${autumn}&format=${format}&reasons=false`), without)
      assert.notDeepEqual(await ask(url, `${autumn}&format=${format}&reasons=true`), without)
    }
  })

  test('is true or false and nothing else', async () => {
    for (const [given, shown] of [
      ['reasons=1', '"1"'],
      ['reasons=', '""'],
      ['reasons=true&reasons=true', '["true","true"]'],
    ] as const) {
      const { status, code, detail } = await readProblem(
        await fetch(`${url}/data?${autumn}&${given}`),
      )
      assert.deepEqual(
        [status, code, detail],
        [422, 'invalid-parameter', `reasons is true or false, not ${shown}`],
      )
    }
  })
})
