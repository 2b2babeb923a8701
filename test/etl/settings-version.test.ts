import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { laterSettings, settingsVersion } from '../../src/etl/shape/settings-version.ts'
import type { LaterSetting } from '../../src/etl/shape/settings-version.ts'
import { settingsFrom } from '../support/pipeline.ts'

/** As the ledgers of Targets have them that were filled before any later setting was there. */
const inLedgers: readonly [string, Record<string, string>, string, boolean][] = [
  ['b637fe01cbeb', {}, 'wind_speed', false],
  ['467afd5be4ff', {}, 'power', false],
  ['c349fc2214aa', {}, 'wind_direction', true],
  ['98e53125a1a1', { MINUANO_RATED_POWER: '2000' }, 'power', false],
  [
    '832a5c197a93',
    {
      MINUANO_TIME_ZONE: 'America/Sao_Paulo',
      MINUANO_STATISTICS: 'std,mean,count',
      MINUANO_SAMPLE_INTERVAL: '30s',
      MINUANO_SAMPLE_LABEL: 'end',
      MINUANO_RANGES: 'wind_speed=0..50',
      MINUANO_MINIMUM_COVERAGE: '0.5',
    },
    'wind_speed',
    false,
  ],
  [
    'f1bc75ee70ef',
    { MINUANO_RANGES: 'wind_direction=0..360', MINUANO_ASSET: 'T01', MINUANO_EVERY: '5m' },
    'wind_direction',
    true,
  ],
]

describe('the version of the settings', () => {
  for (const [version, env, variable, isDirection] of inLedgers) {
    test(`is still ${version} where a ledger has that`, () => {
      const settings = settingsFrom(env)
      assert.equal(settingsVersion({ settings, variable, isDirection }), version)
    })
  }

  test('is another one with a later setting, only where that is not at its default', () => {
    const of = { settings: settingsFrom(), variable: 'wind_speed', isDirection: false }
    const setting = (name: string, value: unknown): LaterSetting => ({
      name,
      fallback: ['mean', null],
      read: () => value,
    })
    const versionWith = (...more: LaterSetting[]) =>
      settingsVersion(of, [...laterSettings, ...more])
    const usual = setting('first', ['mean', null])
    const changed = setting('second', ['max', null])
    assert.equal(versionWith(usual), 'b637fe01cbeb')
    assert.notEqual(versionWith(usual, changed), 'b637fe01cbeb')
    assert.equal(versionWith(usual, changed), versionWith(changed))
    assert.notEqual(versionWith(changed), versionWith(setting('second', ['min', null])))
    const another = setting('first', ['max', null])
    assert.notEqual(versionWith(another), versionWith(changed))
    assert.equal(versionWith(another, changed), versionWith(changed, another))
  })
})
