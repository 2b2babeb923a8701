import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ensureSignals } from '../../../src/target/tables/ensure-signals.ts'
import { applyDifference } from '../../../src/target/load/apply-difference.ts'
import { loadWindow } from '../../../src/target/load/load-window.ts'
import { dayInterval } from '../../../src/time/day.ts'
import { createTestTarget } from '../../support/target.ts'

test('a difference that another has overtaken is refused, as worth a retry', async () => {
  const { target } = await createTestTarget()
  const key = { asset: '', variable: 'power', statistic: 'mean', periodSeconds: 600 } as const
  const [id] = (await ensureSignals(target, [key], new Map())).values()
  const day = dayInterval('2025-01-03', 'UTC')
  const hour = (from: number, value: number) => ({
    id: id!,
    time: Float64Array.from({ length: 6 }, (_, bin) => day.start + (from * 6 + bin) * 600e6),
    values: new Float64Array(6).fill(value),
  })
  await loadWindow(target, { days: [day], series: [hour(0, 1)], ledger: [] })
  const nothing = { inserted: [], updated: [], deleted: [] }
  // Of both hours only the first is there.
  for (const kind of ['updated', 'deleted'] as const) {
    const found = { ...nothing, [kind]: [hour(0, 2), hour(1, 2)] }
    await target.client.query('begin')
    await assert.rejects(applyDifference(target.client, found, day), {
      code: 'target-unavailable',
      message: /another changed values of these days/,
    })
    await target.client.query('rollback')
  }
  const { rows } = await target.client.query('select distinct value from data')
  assert.deepEqual(rows, [{ value: 1 }])
  await applyDifference(target.client, { ...nothing, updated: [hour(0, 2)] }, day)
  assert.deepEqual((await target.client.query('select distinct value from data')).rows, [
    { value: 2 },
  ])
})
