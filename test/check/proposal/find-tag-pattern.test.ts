import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findTagPattern } from '../../../src/check/proposal/find-tag-pattern.ts'

const turbines = ['T01', 'T02', 'T03', 'T10']
const variables = ['wind_speed', 'power', 'rotor_speed', 'gen_temp1', 'gen_temp2']

const of = (
  write: (asset: string, variable: string) => string,
  assets: readonly string[] = turbines,
  names: readonly string[] = variables,
) => assets.flatMap((asset) => names.map((name) => write(asset, name)))

describe('the pattern of tags', () => {
  for (const [name, tags, pattern] of [
    ['a point', of((a, v) => `${a}.${v}`), '{asset}.{variable}'],
    ['a stroke', of((a, v) => `${a}/${v}`), '{asset}/{variable}'],
    ['a colon', of((a, v) => `${a}:${v}`), '{asset}:{variable}'],
    ['a line below, in the names too', of((a, v) => `${a}_${v}`), '{asset}_{variable}'],
    ['a dash', of((a, v) => `${a}-${v}`), '{asset}-{variable}'],
    ['the plant before', of((a, v) => `PARK.${a}.${v}`), 'PARK.{asset}.{variable}'],
    [
      'the plant before, another way',
      of((a, v) => `PARK A:${a}.${v}`),
      'PARK A:{asset}.{variable}',
    ],
    ['a word between', of((a, v) => `${a}.Meas.${v}`), '{asset}.Meas.{variable}'],
    ['a word behind', of((a, v) => `${a}.${v}.PV`), '{asset}.{variable}.PV'],
    [
      'all of it',
      of((a, v) => `\\\\PI1\\WF.${a}.IO.${v}.F_CV`),
      '\\\\PI1\\WF.{asset}.IO.{variable}.F_CV',
    ],
    ['the variable before', of((a, v) => `${v.replace('_', '')}.${a}`), '{variable}.{asset}'],
    ['a number behind a word', of((a, v) => `WTG_${a.slice(1)}_${v}`), 'WTG_{asset}_{variable}'],
    [
      'logical nodes of IEC 61400-25',
      of((a, v) => `${a}/${v}`, turbines, ['WROT1.RotSpd', 'WROT1.Pos', 'WGEN1.Spd', 'WGEN1.W']),
      '{asset}/{variable}',
    ],
    ['one variable of many', of((a, v) => `${a}.${v}`, turbines, ['power']), '{asset}.{variable}'],
  ] as const) {
    test(`is found with ${name}`, () => {
      const found = findTagPattern(tags)
      assert.equal(found?.pattern, pattern)
      assert.deepEqual(found.others, [])
      assert.equal(found.named.length, tags.length)
    })
  }

  test('leaves out the tags that are written otherwise, and those only', () => {
    const odd = ['Grid frequency', 'SUBSTATION', 'met']
    const found = findTagPattern([...odd, ...of((a, v) => `PARK.${a}.${v}`)])
    assert.equal(found?.pattern, 'PARK.{asset}.{variable}')
    assert.deepEqual(found.others, odd)
  })

  test('is found among two thousand tags', () => {
    const assets = Array.from({ length: 100 }, (_, index) => `T${String(index).padStart(3, '0')}`)
    const names = Array.from({ length: 20 }, (_, index) => `Signal ${index}`)
    const found = findTagPattern(of((a, v) => `${a}.${v}`, assets, names))
    assert.equal(found?.pattern, '{asset}.{variable}')
    assert.equal(found.named.length, 2000)
  })

  test('is none where nothing says which part names an asset', () => {
    assert.equal(
      findTagPattern(['wind_speed', 'power', 'nacelle_direction', 'gen_temp']),
      undefined,
    )
    assert.equal(findTagPattern(of((_, v) => `PARK.T01.${v}`, ['T01'])), undefined)
    assert.equal(findTagPattern(['TI4711', 'TI4712', 'PI0815']), undefined)
    assert.equal(findTagPattern([]), undefined)
  })
})
