import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addComments } from '../../../src/target/tables/add-comments.ts'
import { relationComments } from '../../../src/target/tables/comments.ts'
import { makeNarrowReader } from '../../../src/target/tables/narrow-reader.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { fillFormerTarget, loadDay } from '../../support/former-target.ts'

/** All that a Target's database holds and nothing says what it is. */
const silent = `
  with ours as (
    select oid, nspname from pg_namespace where nspname !~ '^(pg_|information_schema)'),
  relation as (
    select pg_class.oid, format('%I.%I', nspname, relname) as name from pg_class
    join ours on ours.oid = relnamespace where relkind in ('r', 'p', 'v'))
  select nspname as name from ours where obj_description(oid, 'pg_namespace') is null
  union all select name from relation where obj_description(oid, 'pg_class') is null
  union all select name || '.' || attname from relation join pg_attribute on attrelid = oid
  where attnum > 0 and not attisdropped and col_description(oid, attnum) is null`

test('every schema, table, view and column of a Target says what it is: moved, new, and of a reader', async () => {
  const { url, client } = await connectToTestDatabase()
  const farm = await fillFormerTarget(url)
  const target = await openReadyTarget(url)
  atEnd(() => target.close())
  await loadDay(target, farm, '2025-04-10')
  const reader = `told_${process.pid}`
  await makeNarrowReader(target, reader, ['T001'])
  atEnd(() => client.query(`drop owned by ${reader}; drop role ${reader}`).then(() => undefined))
  assert.deepEqual((await client.query(silent)).rows, [])
})

test('what somebody else wrote stays, and a column that somebody added is left alone', async () => {
  const { url, client } = await connectToTestDatabase()
  const target = await openReadyTarget(url)
  atEnd(() => target.close())
  await client.query(`
    comment on table data is 'ours'; comment on column signal.unit is null;
    alter table signal add column note text`)
  await addComments(client)
  assert.deepEqual((await client.query(silent)).rows, [{ name: 'public.signal.note' }])
  const { rows } = await client.query(`select obj_description('data'::regclass) as data`)
  assert.deepEqual(rows, [{ data: 'ours' }])
})

test('the words are ASCII, which a database of any encoding takes', () => {
  assert.doesNotMatch(JSON.stringify(relationComments), /[^\x20-\x7e]/)
})
