import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listSomeTags, listTags } from '../../../src/check/proposal/list-tags.ts'
import type { KeyedTable } from '../../../src/source/narrow/find-keys.ts'
import { openServer } from '../../../src/check/open-server.ts'
import { atEnd } from '../../support/at-end.ts'
import { createPlant } from '../../support/plant.ts'

const naming = (name: string) => ({ name, type: 'text', isText: true, isRequired: false })
const table: KeyedTable = {
  relation: 'history',
  timeColumn: 't',
  timeZone: undefined,
  timeDigits: 6,
  assetColumn: naming('asset'),
  tagColumn: naming('tag'),
}

describe('the tags of a table', async () => {
  const plant = await createPlant()
  await plant.run(
    'create table history (asset text, tag text, t timestamptz)',
    `insert into history select 'T' || n, 'v' || n, timestamptz '2025-01-01Z' + n * interval '1 hour' from generate_series(1, 9) n`,
    `insert into history values ('T1', null, now()), (null, 'v1', now()), ('T1', '', now())`,
    `grant select on history to "${plant.role}"`,
  )
  const server = await openServer(plant.url, 'Source')
  assert.ok('client' in server)
  atEnd(() => server.client.end())

  test('are listed, all of them', async () => {
    const { keys, areAll } = await listTags(server, table)
    assert.equal(areAll, true)
    assert.deepEqual(keys.at(-1), { asset: 'T9', tag: 'v9' })
    assert.equal(keys.length, 9)
  })

  test('of some rows are those of the newest, where an index leads to them', async () => {
    assert.equal((await listSomeTags(server, table)).length, 9)
    assert.equal((await listSomeTags(server, table, 4)).length, 4)
    await plant.run('create index on history (t)')
    const some = await listSomeTags(server, table, 5)
    assert.deepEqual(some, [
      { asset: 'T8', tag: 'v8' },
      { asset: 'T9', tag: 'v9' },
    ])
  })
})
