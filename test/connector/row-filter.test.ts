import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { createTestSource, serve } from './serving.ts'

/** Six minutes; `a` is the row's number. */
const { url: sourceUrl, client } = await createTestSource(`
  create type state as enum ('good', 'bad');
  create domain short as varchar(3);
  create table data (
    "timestamp" timestamptz, a int, big bigint, "Real, ""x""" real, price numeric(6, 2), flag boolean,
    name text, code varchar(3), fixed char(5), kind short, st state, id uuid, day date, doc json, n name);
  insert into data
    select timestamptz '2025-01-03 00:00Z' + i * interval '1 minute', i, 9007199254740990 + i, i / 10.0,
      i + 0.5, i % 2 = 0, case when i < 5 then 'n''' || i end, 'c' || i, 'f' || i, 'k' || i,
      case when i = 3 then 'bad' else 'good' end::state, lpad(i::text, 32, '0')::uuid,
      date '2025-01-01' + i, '{}', 'x' || i
    from generate_series(0, 5) i`)

const interval = 'start=2025-01-03T00:00Z&end=2025-01-03T01:00Z'

async function rowsBy(where: string): Promise<number[]> {
  const { url, close } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_WHERE: where })
  const answer = await fetch(`${url}/data?${interval}&variables=a`)
  const rows = (await answer.json()) as { a: number }[]
  await close()
  return rows.map(({ a }) => a)
}

describe('a row filter', () => {
  const cases: readonly [where: string, rows: number[]][] = [
    ['{}', [0, 1, 2, 3, 4, 5]],
    ['{"a": [1, 4, 77]}', [1, 4]],
    ['{"a": ["2"]}', [2]],
    ['{"big": ["9007199254740993"]}', [3]],
    ['{"Real, \\"x\\"": [0.1, 0.4]}', [1, 4]],
    ['{"price": [2.5, 3.501]}', [2]],
    ['{"flag": [false]}', [1, 3, 5]],
    ['{"name": ["n\'1", null]}', [1, 5]],
    ['{"name": [null], "flag": [true]}', []],
    ['{"name": [null], "flag": [true, false]}', [5]],
    ['{"name": ["\' or true --", "\\\\\' or true --"]}', []],
    ['{"code": ["c1", "c2 ", "c3x"]}', [1]],
    ['{"kind": ["k1", "k2x "]}', [1]],
    ['{"fixed": ["f4"]}', [4]],
    [`{"n": ["x2", "x3${' '.repeat(80)}"]}`, [2]],
    ['{"st": ["bad"]}', [3]],
    ['{"id": ["00000000-0000-0000-0000-000000000005"]}', [5]],
    ['{"day": ["2025-01-02"]}', [1]],
    ['{"doc": [null]}', []],
  ]
  for (const [where, rows] of cases) {
    test(`${where} lets the rows ${rows.join(', ') || 'of none'} through`, async () => {
      assert.deepEqual(await rowsBy(where), rows)
    })
  }

  const faults: readonly [where: string, expected: RegExp][] = [
    ['{"b": [1]}', /table public\.data has no column b; it has timestamp, a, big/],
    ['{"a": ["good"]}', /"good" is not allowed for a, which is integer: write numbers/],
    ['{"a": [true]}', /true is not allowed for a, which is integer: write numbers/],
    ['{"a": [1, 1.5]}', /"?1\.5"? is not allowed for a, which is integer: .*invalid input syntax/],
    ['{"a": [3000000000]}', /3000000000 is not allowed for a, which is integer: .*out of range/],
    ['{"name": [1]}', /1 is not allowed for name, which is text: write text, such as "1"/],
    ['{"flag": ["true"]}', /"true" is not allowed for flag, which is boolean: write true or false/],
    ['{"flag": [0]}', /0 is not allowed for flag, which is boolean/],
    ['{"st": ["good", "ugly"]}', /"ugly" is not allowed for st, which is state: .*invalid input/],
    ['{"id": ["1"]}', /"1" is not allowed for id, which is uuid/],
    ['{"day": ["someday"]}', /"someday" is not allowed for day, which is date/],
    ['{"doc": ["{}"]}', /"\{\}" is not allowed for doc, which is json: operator does not exist/],
  ]
  for (const [where, expected] of faults) {
    test(`${where} is refused in one line when the Connector starts`, async () => {
      const config = loadConfig({
        SOURCE_DATABASE_URL: sourceUrl,
        CONNECTOR_PORT: '0',
        SOURCE_WHERE: where,
      })
      await assert.rejects(startConnector(config, { checksSource: true }), {
        code: 'configuration',
        message: new RegExp(`^SOURCE_WHERE: [^\\n]*${expected.source}[^\\n]*$`),
      })
    })
  }

  test('that is wrong keeps a Connector from starting that need not look at its Source, if that is there', async () => {
    const wrong = { CONNECTOR_PORT: '0', CONNECTOR_LOG_LEVEL: 'silent', SOURCE_WHERE: '{"b": [1]}' }
    const there = loadConfig({ ...wrong, SOURCE_DATABASE_URL: sourceUrl })
    await assert.rejects(startConnector(there), { code: 'configuration', message: /no column b/ })
    const { close } = await serve({
      ...wrong,
      SOURCE_DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    })
    await close()
  })

  test('lets the same rows through in every format, in the inventory and in the period', async () => {
    const env = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_WHERE: '{"st": ["good"], "a": [1, 2, 3]}' }
    const { url } = await serve(env)
    const ask = async (format: string) =>
      fetch(`${url}/data?${interval}&variables=a&format=${format}`)
    const csv = await (await ask('csv')).text()
    assert.deepEqual(csv.split('\n').slice(1), [
      '2025-01-03T00:01:00.000000Z,1.0',
      '2025-01-03T00:02:00.000000Z,2.0',
      '',
    ])
    const lines = await (await ask('ndjson')).text()
    assert.equal(lines.trim().split('\n').length, 2)
    const decoder = createArrowDecoder(['a'])
    const frames = decoder.push(new Uint8Array(await (await ask('arrow')).arrayBuffer()))
    assert.deepEqual(
      frames.flatMap(({ frame }) => [...frame.columns.get('a')!]),
      [1, 2],
    )
    const period = (await (await fetch(`${url}/variables`)).json()) as Record<string, unknown>
    assert.deepEqual(
      [period['first'], period['last']],
      ['2025-01-03T00:01:00.000000Z', '2025-01-03T00:02:00.000000Z'],
    )
    const inventory = await fetch(`${url}/inventory?${interval}&variables=a`)
    const { days } = (await inventory.json()) as { days: { rows: number }[] }
    assert.deepEqual(
      days.map(({ rows }) => rows),
      [2],
    )
  })

  test('leaves rows far outside of any time uncounted that it does not let through', async () => {
    await client.query(
      `insert into data ("timestamp", a) values ('1800-01-01Z', 70), ('1801-01-01Z', 71)`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_WHERE: '{"a": [1, 70]}' })
    const facts = (await (await fetch(`${url}/variables`)).json()) as Record<string, unknown>
    assert.equal(facts['outside_rows'], 1)
  })
})
