import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../../src/config/load-config.ts'
import { settingsOfAsset } from '../../../src/etl/farm/settings-of-asset.ts'
import { etlSettingsOf } from '../../../src/etl/shape/etl-settings.ts'
import { registerFor } from '../../../src/etl/shape/register-for.ts'
import { settingsOn } from '../../../src/etl/shape/settings-on.ts'

const configOf = (assets: object, more: Record<string, string> = {}) =>
  loadConfig({
    MINUANO_RATED_POWER: '1000',
    MINUANO_ASSET_SETTINGS: JSON.stringify(assets),
    ...more,
  })
const uprated = [
  { validFrom: '2020-01-01', ratedPower: 2000 },
  { validFrom: '2024-06-01', ratedPower: 2200, minimumCoverage: 0.5 },
]

test('rated power bounds power by what counts on the day, and before the first day as for all', () => {
  for (const settings of [
    etlSettingsOf(configOf({ '': uprated })),
    etlSettingsOf(configOf({ T01: uprated }, { MINUANO_ASSET: 'T01' })),
    settingsOfAsset(configOf({ T01: uprated }), 'T01'),
  ]) {
    const shown = ['2019-12-31', '2020-01-01', '2024-05-31', '2024-06-01'].map((day) => {
      const { ranges, minimumCoverage } = settingsOn(settings, day)
      return [ranges.get('power')!.most, minimumCoverage]
    })
    assert.deepEqual(
      shown.map(([most, coverage]) => [Math.round(most!), coverage]),
      [
        [1200, 0],
        [2400, 0],
        [2400, 0],
        [2640, 0.5],
      ],
    )
    assert.deepEqual(
      settings.register!.map(({ validFrom, ratedPower }) => [validFrom, ratedPower]),
      [
        [null, 1000],
        ['2020-01-01', 2000],
        ['2024-06-01', 2200],
      ],
    )
  }
})

test('an asset that the settings say nothing of is in no register', () => {
  assert.equal(etlSettingsOf(loadConfig({})).register, undefined)
  const only = { MINUANO_ASSET_SETTINGS: '{"T01": {"sampleLabel": "end"}}' }
  assert.deepEqual(registerFor(loadConfig(only)), new Map([['T01', []]]))
})

test('a Source whose rows name no asset has one in the register, and a farm those that are named', () => {
  const names = (env: Record<string, string>) => [...registerFor(loadConfig(env)).keys()]
  assert.deepEqual(names({ MINUANO_RATED_POWER: '1' }), [''])
  const farm = { MINUANO_ASSET_SETTINGS: '{"T01": {"type": "V90"}}', MINUANO_ASSET_PREFIX: 'n-' }
  assert.deepEqual(names(farm), ['n-T01'])
})

test('a wind speed with a standard deviation of its own has turbulence, whatever the rows are', () => {
  const of = (env: Record<string, string>) =>
    etlSettingsOf(loadConfig({ MINUANO_MINUTES_ARE: 'averages', ...env })).register![0]!.minutesAre
  assert.equal(of({}), 'averages')
  assert.equal(of({ MINUANO_STD_COLUMNS: 'power=p_std' }), 'averages')
  assert.equal(of({ MINUANO_STD_COLUMNS: 'wind_speed=ws_std' }), 'own-std')
})
