import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eraOn } from '../../src/config/asset-eras.ts'
import { settingsByAsset } from '../../src/config/settings-by-asset.ts'

const read = (json: unknown) => settingsByAsset.read(JSON.stringify(json))
const uprated = {
  T01: [
    { type: 'V90', ratedPower: 2000, hubHeight: 80, ranges: { power: [-50, 2100], yaw: null } },
    { validFrom: '2024-06-01', ratedPower: 2200, ranges: { power: [-50, 2300] } },
  ],
  T02: { sampleLabel: 'end', sampleInterval: '30s', latitude: -29.5, longitude: -50 },
}

test('an asset that changed is, day by day, what it was then', () => {
  const { eras } = read(uprated)!.get('T01')!
  const on = (day: string) => eraOn(eras, day)
  assert.deepEqual(
    ['2024-05-31', '2024-06-01'].map((day) => [
      on(day)?.type,
      on(day)?.ratedPower,
      on(day)?.hubHeight,
    ]),
    [
      ['V90', 2000, 80],
      ['V90', 2200, 80],
    ],
  )
  assert.deepEqual(
    [...on('2025-01-01')!.ranges!],
    [
      ['power', { least: -50, most: 2300 }],
      ['yaw', null],
    ],
  )
})

test('before its first day nothing is said of it', () => {
  const { eras } = read({ T01: { validFrom: '2020-02-29', ratedPower: 1 } })!.get('T01')!
  assert.equal(eraOn(eras, '2020-02-28'), undefined)
})

test('what was read is written so that it is read as the same', () => {
  const map = read({ ...uprated, '': { ratedPower: 1 } })!
  assert.deepEqual(settingsByAsset.read(settingsByAsset.write!(map)), map)
})

describe('a fault is named', () => {
  for (const [own, said] of [
    [
      [{ validFrom: '2024-06-01' }, { validFrom: '2024-05-01' }],
      /2024-05-01 comes after 2024-06-01/,
    ],
    [[{ validFrom: '2024-06-01' }, { validFrom: '2024-06-01' }], /each day once/],
    [[{}, { ratedPower: 2 }], /each but the first of a list needs validFrom/],
    [[{}, { validFrom: '2024-06-01', sampleLabel: 'end' }], /sampleLabel is the same at all times/],
    [[{}, { validFrom: '2024-06-01', sampleInterval: '30s' }], /sampleInterval is the same/],
    [{ validFrom: '2023-02-29' }, /validFrom must be a day/],
    [{ latitude: 90.1 }, /latitude must be a number of degrees from -90 to 90/],
    [{ longitude: -181 }, /longitude must be .*-180 to 180/],
    [{ ratedPower: 0 }, /ratedPower must be a number above 0/],
    [{ color: 'red' }, /there is no color; an asset may have validFrom, type/],
    [[], /must be a JSON object of assets/],
    [['T01'], /must be a JSON object of assets/],
  ] as const) {
    test(JSON.stringify(own), () => {
      assert.match(settingsByAsset.fault!(JSON.stringify({ T01: own }))!, said)
      assert.equal(read({ T01: own }), undefined)
    })
  }
})
