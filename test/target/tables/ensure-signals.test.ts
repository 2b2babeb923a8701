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

  test('of a farm of 1,000 assets are made at once, and take their units at once', async () => {
    const { target } = await createTestTarget()
    const variables = Array.from({ length: 10 }, (_, index) => `variable_${index}`)
    const keys = Array.from({ length: 1000 }, (_, asset) =>
      variables.flatMap((variable) =>
        (['mean', 'min', 'max', 'std'] as const).map((statistic) => ({
          asset: `T${asset}`,
          variable,
          statistic,
          periodSeconds: 600,
        })),
      ),
    ).flat()
    const made = await ensureSignals(target, keys, new Map())
    assert.equal(made.size, 40_000)
    assert.deepEqual(await ensureSignals(target, keys, new Map([['variable_3', 'kW']])), made)
    const { rows } = await target.client.query(
      'select variable, count(*)::int as signals from signal where unit is not null group by variable',
    )
    assert.deepEqual(rows, [{ variable: 'variable_3', signals: 4000 }])
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
