import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleClasses } from '../../../src/signal/sample-class.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { fillFormerTarget, loadDay } from '../../support/former-target.ts'

test('a Target of a version before keeps rows, views and rights, and says of what class samples are once a day is loaded again', async () => {
  const { url, client } = await connectToTestDatabase()
  const farm = await fillFormerTarget(url)
  const role = `analyst_${process.pid}`
  await client.query(`
    create role ${role};
    create view listed as select asset, "timestamp", samples from incomplete_bin;
    create view of_bins as select asset, variable, "timestamp", mean, samples, expected from ten_minute;
    create materialized view kept as select * from incomplete_bin;
    grant select on incomplete_bin, ten_minute, listed, of_bins, kept to ${role};
    grant usage on schema public to ${role}`)
  atEnd(() => client.query(`drop owned by ${role}; drop role ${role}`).then(() => undefined))
  const rowsOf = async (from: string) =>
    (await client.query<Record<string, unknown>>(`select * from ${from} order by 1, 2, 3`)).rows
  const seen = ['listed', 'of_bins', 'kept']
  const seenRows = async () => {
    const all = []
    for (const name of seen) all.push(await rowsOf(name))
    return all
  }
  const before = await seenRows()
  assert.deepEqual(
    before.map(({ length }) => length),
    [3, 3 * 144, 3],
  )

  const target = await openReadyTarget(url)
  atEnd(() => target.close())
  await client.query(`set role ${role}`)
  assert.deepEqual(await seenRows(), before)
  const listed = await rowsOf('bin_reason')
  assert.equal(listed.length, 3)
  const names = sampleClasses.map(({ name }) => name)
  for (const row of [...listed, ...(await rowsOf('ten_minute'))]) {
    assert.deepEqual([...new Set(names.map((name) => row[name]))], [null])
  }
  await client.query('reset role; refresh materialized view kept')
  assert.deepEqual(await rowsOf('kept'), before[2])
  const { rows: words } = await client.query<{ text: string }>(
    `select obj_description('bin_reason'::regclass) as text`,
  )
  assert.match(words[0]!.text, /as many valid ones as expected/)
  // What a version before does when it loads: it is refused, in its transaction.
  await assert.rejects(client.query('delete from incomplete_bin'), { code: '42P01' })

  await loadDay(target, farm, '2025-02-10')
  const { rows: days } = await client.query(
    `select to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD') as day, count(valid)::int as known,
       count(*) filter (where valid = expected and duplicate = 0)::int as whole, min(valid) as least
     from ten_minute group by 1 order by 1`,
  )
  assert.deepEqual(days, [
    { day: '2025-01-10', known: 0, whole: 0, least: null },
    { day: '2025-02-10', known: 144, whole: 143, least: 7 },
    { day: '2025-03-10', known: 0, whole: 0, least: null },
  ])
})
