import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { ensureSignals } from '../../../src/target/tables/ensure-signals.ts'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { makeNarrowReader } from '../../../src/target/tables/narrow-reader.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { atEnd } from '../../support/at-end.ts'
import { createTestTarget } from '../../support/target.ts'

const keyOf = (variable: string, asset = 'T01') =>
  ({ asset, variable, statistic: 'mean', periodSeconds: 600 }) as const
const ensure = (target: Target, ...variables: string[]) =>
  ensureSignals(
    target,
    variables.map((variable) => keyOf(variable)),
    new Map(),
  )
const columnsOf = async (client: pg.ClientBase, view = 'ten_minute_wide') => {
  const { fields } = await client.query(`select * from ${view} limit 0`)
  return fields.slice(2).map(({ name }) => name)
}
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  atEnd(() => client.end())
  return client
}
/** Reads the view again and again; when stopped gives how long the longest took, in milliseconds. */
function readOn(client: pg.Client): { stop(): Promise<number> } {
  const state = { isOver: false, longest: 0 }
  const reading = (async () => {
    while (!state.isOver) {
      const began = performance.now()
      await client.query('select * from ten_minute_wide')
      state.longest = Math.max(state.longest, performance.now() - began)
    }
  })()
  return {
    async stop() {
      state.isOver = true
      await reading
      return state.longest
    },
  }
}
/** What was said on stderr meanwhile. */
async function heard(work: () => Promise<unknown>): Promise<string> {
  const write = process.stderr.write.bind(process.stderr)
  let said = ''
  process.stderr.write = (text: string | Uint8Array) => {
    said += String(text)
    return true
  }
  try {
    await work()
  } finally {
    process.stderr.write = write
  }
  return said
}

describe('columns of ten_minute_wide', () => {
  test('are all there when many make signals at once, while others read', async () => {
    const { url } = await createTestTarget()
    const targets = await Promise.all(Array.from({ length: 6 }, () => openTarget(url)))
    for (const target of targets) atEnd(() => target.close())
    const reader = await connect(url)
    const reading = readOn(reader)
    const said = await heard(() =>
      Promise.all(
        targets.map(async (target, who) => {
          for (let round = 0; round < 5; round++) {
            await ensure(target, `own_${who}_${round}`, `shared_${round}`)
          }
        }),
      ),
    )
    await reading.stop()
    assert.equal(said, '')
    assert.equal((await columnsOf(reader)).length, 6 * 5 + 5)
  })

  test('wait for a long reader so little that no other waits a second, are left for later, and come with the next load', async () => {
    const { url, target } = await createTestTarget()
    await ensure(target, 'first')
    const [long, other] = [await connect(url), await connect(url)]
    await long.query('begin; select * from ten_minute_wide')
    const reading = readOn(other)
    const said = await heard(() => ensure(target, 'second'))
    const longest = await reading.stop()
    assert.match(
      said,
      /^the view ten_minute_wide lacks columns until .*somebody reads it just now\n$/,
    )
    // 0.4 s on a machine that does nothing else; 30 s where it is not bounded.
    assert.ok(longest > 100 && longest < 5000, `${longest} ms`)
    assert.deepEqual(await columnsOf(other), ['first_mean'])
    // For a while nothing is tried: each day of a year would else be waited for.
    assert.equal(await heard(() => ensure(target, 'second')), '')
    await long.query('commit')
    const later = await openTarget(url)
    atEnd(() => later.close())
    await ensure(later, 'second')
    assert.deepEqual(await columnsOf(other), ['first_mean', 'second_mean'])
  })

  test('come to readers of some assets too', async () => {
    const { target } = await createTestTarget()
    await initTarget(target, { signals: [keyOf('power')], units: new Map() })
    const name = `wide_${process.pid}`
    await makeNarrowReader(target, name, ['T01'])
    atEnd(() =>
      target.client.query(`drop owned by ${name}; drop role ${name}`).then(() => undefined),
    )
    await ensure(target, 'wind_speed')
    await ensureSignals(target, [keyOf('foreign', 'T02')], new Map())
    await target.client.query(`create table all_times partition of data default;
      insert into data select id, '2025-01-01Z', 1 from signal`)
    const view = `${name}.ten_minute_wide`
    const columns = ['power_mean', 'wind_speed_mean', 'foreign_mean']
    assert.deepEqual(await columnsOf(target.client, view), columns)
    await target.client.query(`set role ${name}`)
    const { rows } = await target.client.query(`select * from ${view}`)
    await target.client.query('reset role')
    const said = await target.client.query(`select col_description('${view}'::regclass, 4) as text`)
    // It is the reader who asks: as another none is its own.
    assert.deepEqual([rows.length, said.rows], [1, [{ text: 'mean of wind_speed' }]])
  })

  test('are no reason for a load to fail: what somebody else has under the name is said, and left', async () => {
    const { target } = await createTestTarget()
    await target.client.query(
      `drop view ten_minute_wide; create view ten_minute_wide as select 'x' as asset, 1 as "timestamp"`,
    )
    const said = await heard(async () => {
      const ids = await ensure(target, 'power')
      assert.equal(ids.size, 1)
    })
    assert.match(said, /the view ten_minute_wide lacks columns .*cannot change data type/)
  })

  test('are not wanted where the view was dropped, until target init makes it again', async () => {
    const { target } = await createTestTarget()
    await target.client.query('drop view ten_minute_wide')
    assert.equal(await heard(() => ensure(target, 'power')), '')
    await assert.rejects(target.client.query('select from ten_minute_wide'), { code: '42P01' })
    await initTarget(target, { signals: [], units: new Map() })
    assert.deepEqual(await columnsOf(target.client), ['power_mean'])
    const { rows } = await target.client.query(
      `select has_table_privilege('reader', 'ten_minute_wide', 'select') as may,
         obj_description('ten_minute_wide'::regclass) as said`,
    )
    assert.equal((rows[0] as { may: boolean }).may, true)
    assert.match((rows[0] as { said: string }).said, /^A row an asset and 10-minute bin/)
  })
})
