import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ensureSignals } from '../../../src/target/tables/ensure-signals.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { createTestTarget } from '../../support/target.ts'

const mean = { statistic: 'mean', periodSeconds: 600 } as const

describe('signals', () => {
  test('are made once, keep their ids, and take a unit when it becomes known', async () => {
    const { target } = await createTestTarget()
    const keys = [{ asset: '', variable: 'power', ...mean }]
    const first = await ensureSignals(target, keys, new Map())
    const second = await ensureSignals(target, keys, new Map([['power', 'kW']]))
    assert.deepEqual(second, first)
    const third = await ensureSignals(target, keys, new Map())
    assert.deepEqual(third, first)
    const { rows } = await target.client.query('select name, unit from signal')
    assert.deepEqual(rows, [{ name: 'power_mean', unit: 'kW' }])
  })

  test('are made once by many at once, who all get the same ids', async () => {
    const { url } = await createTestTarget()
    const targets = await Promise.all(Array.from({ length: 8 }, () => openTarget(url)))
    try {
      for (let round = 0; round < 25; round++) {
        const keys = ['wind_speed', 'power'].flatMap((variable) =>
          (['mean', 'min', 'max', 'std'] as const).map((statistic) => ({
            asset: `T${round}`,
            variable,
            statistic,
            periodSeconds: 600,
          })),
        )
        const units = new Map([['power', 'kW']])
        const found = await Promise.all(targets.map((target) => ensureSignals(target, keys, units)))
        for (const ids of found) assert.deepEqual(ids, found[0])
      }
    } finally {
      await Promise.all(targets.map((target) => target.close()))
    }
  })

  test('never share a name: a variable with a dot in it is not an asset’s', async () => {
    const { target } = await createTestTarget()
    await ensureSignals(target, [{ asset: '', variable: 'T01.power', ...mean }], new Map())
    await assert.rejects(
      ensureSignals(target, [{ asset: 'T01', variable: 'power', ...mean }], new Map()),
      {
        code: 'target-refused',
        message: /T01\.power_mean is that of asset "", variable "T01\.power"/,
      },
    )
  })
})
