import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { createTestSource, serve } from './serving.ts'

/** Stored in another order than that of `seq`, whose numbers no double tells apart. */
const { url: sourceUrl, client } = await createTestSource(`
  create table data ("timestamp" timestamptz, a int, b int, seq bigint, label text, arrived timestamptz);
  insert into data select timestamptz '2025-01-03 00:00Z' + minute * interval '1 minute', a, b,
      9007199254740990 + seq, 'x', timestamptz '2025-01-03 00:00Z' + seq * interval '1 s'
    from (values (0, 1, 10, 1), (1, 5, null, 7), (1, 4, 40, 6), (1, 3, 30, 5),
      (2, 9, 90, 8), (2, 8, 80, 8), (2, 7, 70, 3), (3, 1, 10, null), (4, 2, 20, 9), (4, 1, 10, null))
    rows (minute, a, b, seq)`)

const interval = 'start=2025-01-03T00:00Z&end=2025-01-03T01:00Z'
const ordered = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_ORDER_COLUMN: 'seq' }

async function fingerprints(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/inventory?${interval}&variables=a,b`)
  const { days } = (await answer.json()) as {
    days: { variables: Record<string, { fingerprint: string }> }[]
  }
  return Object.fromEntries(
    Object.entries(days[0]!.variables).map(([name, { fingerprint }]) => [name, fingerprint]),
  )
}

describe('a Source whose rows of one time are in order', () => {
  test('says by which column, and gives them so in every format', async () => {
    const { url } = await serve(ordered)
    const facts = (await (await fetch(`${url}/variables`)).json()) as Record<string, unknown>
    assert.equal(facts['order_column'], 'seq')
    const ask = (format: string) =>
      fetch(`${url}/data?${interval}&variables=a,seq&format=${format}`)
    const csv = (await (await ask('csv')).text()).trim().split('\n').slice(1)
    const values = csv.map((line) => Number(line.split(',')[1]))
    // Of the two that are of one place either may come first.
    assert.deepEqual([...values.slice(0, 5), ...values.slice(7)], [1, 3, 4, 5, 7, 1, 2, 1])
    for (const format of ['json', 'ndjson']) {
      const text = await (await ask(format)).text()
      const found = [...text.matchAll(/"a":(\d)/g)].map(([, a]) => Number(a))
      assert.deepEqual(found.slice(0, 5), [1, 3, 4, 5, 7], format)
    }
    const decoder = createArrowDecoder(['a', 'seq'])
    const frames = decoder.push(new Uint8Array(await (await ask('arrow')).arrayBuffer()))
    assert.equal(decoder.isOrdered, true)
    assert.deepEqual([...frames[0]!.frame.columns.get('a')!].slice(0, 5), [1, 3, 4, 5, 7])
  })

  test('marks the rows whose order nothing says, where it is asked for reasons', async () => {
    const { url } = await serve(ordered)
    const answer = await fetch(`${url}/data?${interval}&variables=a&format=json&reasons=true`)
    const rows = (await answer.json()) as Record<string, unknown>[]
    const marks = rows.map((row) => [row['a'], row['a.reason']])
    assert.deepEqual(
      marks.filter(([, reason]) => reason !== null).sort(),
      [
        [1, 'unordered-row'],
        [8, 'unordered-row'],
        [9, 'unordered-row'],
      ].sort(),
    )
    // A row without a place is in no doubt where it is alone.
    assert.deepEqual(marks[7], [1, null])
  })

  test('has another fingerprint when the order changes, and none does by what does not change it', async () => {
    const { url } = await serve(ordered)
    const before = await fingerprints(url)
    await client.query('update data set seq = seq * 1')
    await client.query(`update data set seq = seq + 100 where a in (3, 4, 5)`)
    assert.deepEqual(await fingerprints(url), before)
    const swap = `update data set seq = (select sum(seq) from data where a in (3, 4)) - seq where a in (3, 4)`
    await client.query(swap)
    const swapped = await fingerprints(url)
    assert.notEqual(swapped['a'], before['a'])
    assert.notEqual(swapped['b'], before['b'])
    await client.query(swap)
    assert.deepEqual(await fingerprints(url), before)
  })

  test('has the fingerprints of one without an order where no time has two rows', async () => {
    const single = await createTestSource(`
      create table data ("timestamp" timestamptz, a int, b int, seq int);
      insert into data select timestamptz '2025-01-03 00:00Z' + i * interval '1 minute', i, -i, 60 - i
        from generate_series(0, 59) i`)
    const plain = await serve({ SOURCE_DATABASE_URL: single.url })
    const inOrder = await serve({ SOURCE_DATABASE_URL: single.url, SOURCE_ORDER_COLUMN: 'seq' })
    assert.deepEqual(await fingerprints(inOrder.url), await fingerprints(plain.url))
  })

  const faults: readonly [column: string, expected: RegExp][] = [
    [
      'sequence',
      /the Source's table public\.data has no column sequence; what may say .*: a, b, seq, arrived$/,
    ],
    ['label', /label is text, which has no order/],
    ['timestamp', /timestamp is the time itself/],
  ]
  for (const [column, expected] of faults) {
    test(`is no Source where the column is ${column}`, async () => {
      const config = loadConfig({ ...ordered, SOURCE_ORDER_COLUMN: column, CONNECTOR_PORT: '0' })
      await assert.rejects(startConnector(config, { checksSource: true }), {
        code: 'configuration',
        message: new RegExp(`^SOURCE_ORDER_COLUMN: .*${expected.source}`),
      })
    })
  }
})
