import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { quoteLiteral } from '../../../src/postgres/quote.ts'
import { readInHalves } from '../../../src/target/read/read-in-halves.ts'
import { createTestTarget } from '../../support/target.ts'

interface Read {
  readonly asset: string
  readonly process: number
  readonly snapshot: string
  readonly isReadOnly: string
}

const named = (count: number) =>
  Array.from({ length: count }, (_, index) => `T${String(index + 1).padStart(2, '0')}`)

/** Each asset, with the process that read it and what it saw; `extra` is one more column. */
const statementOf =
  (extra = '1') =>
  (assets: readonly string[]) =>
    `select asset, pg_backend_pid() as process, pg_current_snapshot()::text as snapshot,
       current_setting('transaction_read_only') as "isReadOnly", ${extra} as extra
     from jsonb_array_elements_text(${quoteLiteral(JSON.stringify(assets))}::jsonb) with ordinality of (asset, n) order by n`

describe('figures', async () => {
  const { target } = await createTestTarget()

  test('of many assets are read by two connections, of one moment, in the order of the assets', async () => {
    const rows = await readInHalves<Read>(target, named(21), statementOf())
    assert.deepEqual(
      rows.map(({ asset }) => asset),
      named(21),
    )
    assert.equal(new Set(rows.map(({ process }) => process)).size, 2)
    assert.equal(new Set(rows.map(({ snapshot }) => snapshot)).size, 1)
    assert.ok(rows.every(({ isReadOnly }) => isReadOnly === 'on'))
  })

  test('of few assets are read by one', async () => {
    const rows = await readInHalves<Read>(target, named(3), statementOf())
    assert.equal(new Set(rows.map(({ process }) => process)).size, 1)
  })

  test('are all read by the first connection where the server has no other', async () => {
    const alone = { ...target, connectAgain: () => Promise.reject(new Error('too many clients')) }
    const rows = await readInHalves<Read>(alone, named(21), statementOf())
    assert.equal(rows.length, 21)
    assert.equal(new Set(rows.map(({ process }) => process)).size, 1)
  })

  test('that one half cannot give are a fault, and the connection can be used after it', async () => {
    const fails = statementOf(`1 / (case when asset = 'T20' then 0 else 1 end)`)
    await assert.rejects(readInHalves<Read>(target, named(21), fails), /division by zero/)
    assert.equal((await readInHalves<Read>(target, named(21), statementOf())).length, 21)
  })
})
