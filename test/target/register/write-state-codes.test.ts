import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeStateCodes } from '../../../src/target/register/write-state-codes.ts'
import { createTestTarget } from '../../support/target.ts'

test('codes are written where they differ, of the named types, and those of others stay', async () => {
  const { target } = await createTestTarget()
  const code = (of: number, category: string, validFrom: string | null = null) => ({
    code: of,
    category,
    validFrom,
  })
  const dump = async () =>
    (
      await target.client.query<{ row: string }>(
        `select concat_ws(' ', type, code, category, valid_from) as row from state_code order by type, code, valid_from nulls first`,
      )
    ).rows.map(({ row }) => row)
  const first = new Map([['V90', [code(7, 'forced-outage'), code(-1, 'suspended', '2024-06-01')]]])
  assert.equal(await writeStateCodes(target, first), true)
  assert.equal(await writeStateCodes(target, first), false)
  assert.equal(await writeStateCodes(target, new Map([['*', [code(7, 'suspended')]]])), true)
  assert.equal(await writeStateCodes(target, new Map([['V90', [code(7, 'force-majeure')]]])), true)
  assert.deepEqual(await dump(), ['* 7 suspended', 'V90 7 force-majeure'])
  assert.equal(await writeStateCodes(target, new Map([['V90', []]])), true)
  assert.deepEqual(await dump(), ['* 7 suspended'])
})
