import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { kinds } from '../../../src/signal/kind.ts'
import type { Kind } from '../../../src/signal/kind.ts'
import { laterSettings, settingsVersion } from '../../../src/etl/shape/settings-version.ts'
import type { LaterSetting } from '../../../src/etl/shape/settings-version.ts'
import { settingsFrom } from '../../support/etl.ts'

/** As the ledgers of Targets have them that were filled before any later setting was there. */
const inLedgers: readonly [string, Record<string, string>, string, Kind][] = [
  ['b637fe01cbeb', {}, 'wind_speed', 'scalar'],
  ['467afd5be4ff', {}, 'power', 'scalar'],
  ['c349fc2214aa', {}, 'wind_direction', 'direction'],
  ['98e53125a1a1', { MINUANO_RATED_POWER: '2000' }, 'power', 'scalar'],
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
    'scalar',
  ],
  [
    'f1bc75ee70ef',
    { MINUANO_RANGES: 'wind_direction=0..360', MINUANO_ASSET: 'T01', MINUANO_EVERY: '5m' },
    'wind_direction',
    'direction',
  ],
]

describe('the version of the settings', () => {
  for (const [version, env, variable, kind] of inLedgers) {
    test(`is still ${version} where a ledger has that`, () => {
      const settings = settingsFrom(env)
      assert.equal(settingsVersion({ settings, variable, kind }), version)
    })
  }

  test('of a kind that came later is another one than that of both first kinds', () => {
    const versionAs = (kind: Kind) =>
      settingsVersion({ settings: settingsFrom(), variable: 'wind_direction', kind })
    assert.equal(versionAs('direction'), 'c349fc2214aa')
    assert.equal(new Set(kinds.map(versionAs)).size, kinds.length)
  })

  test('is another one with a later setting, only where that is not at its default', () => {
    const of = { settings: settingsFrom(), variable: 'wind_speed', kind: 'scalar' as const }
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
