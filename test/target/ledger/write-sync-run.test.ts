import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { beginSyncRun, endSyncRun } from '../../../src/target/ledger/write-sync-run.ts'
import { listSyncRuns } from '../../../src/target/read/list-sync-runs.ts'
import { createTestTarget } from '../../support/target.ts'

const begun = {
  startedAt: Date.parse('2025-01-03T02:10:00Z') * 1000,
  first: '2025-01-02',
  last: '2025-01-03',
  isDryRun: false,
}

describe('a run of sync', () => {
  test('is known from its begin on, and with what it did from its end on', async () => {
    const { target } = await createTestTarget()
    const id = await beginSyncRun(target, begun)
    const known = { ...begun, loaded: 0, failed: 0, errorCode: null, text: '', endedAt: null }
    assert.deepEqual(await listSyncRuns(target, 5), [known])
    const before = Date.now() * 1000
    await endSyncRun(target, id, {
      loaded: 3,
      failed: 1,
      errorCode: 'disk-full',
      text: 'x'.repeat(2000),
    })
    const [run, ...others] = await listSyncRuns(target, 5)
    assert.deepEqual(others, [])
    const { endedAt, text, ...rest } = run!
    assert.ok(endedAt !== null && endedAt >= before)
    assert.equal(text.length, 1000)
    const { startedAt, first, last, isDryRun } = begun
    assert.deepEqual(rest, {
      ...{ startedAt, first, last, isDryRun },
      ...{ loaded: 3, failed: 1, errorCode: 'disk-full' },
    })
  })

  test('takes the place of the oldest where 1,000 are kept', async () => {
    const { target } = await createTestTarget()
    await target.client.query(
      `insert into sync_run (started_at, first_day, last_day, is_dry_run, text)
       select now(), '2025-01-01', '2025-01-01', false, n from generate_series(1, 1200) n`,
    )
    await beginSyncRun(target, begun)
    const runs = await listSyncRuns(target, 5000)
    assert.deepEqual([runs.length, runs[0]!.text, runs.at(-1)!.text], [1000, '', '202'])
  })
})
