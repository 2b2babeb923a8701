import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readFileValues } from '../../src/config/file-values.ts'
import { frozenRules, leaveOutList } from '../../src/config/frozen-readers.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { frozenLeads, frozenRulesOf } from '../../src/etl/shape/frozen-rules.ts'

describe('MINUANO_FROZEN', () => {
  const good: readonly [string, unknown][] = [
    ['off', 'off'],
    ['x=45m', new Map([['x', { minutes: 45 }]])],
    ['x=off', new Map([['x', null]])],
    ['x=above:off', new Map([['x', { above: null }]])],
    [
      'x=60m tolerance:0.5 resolution:0.1 above:3,y=tolerance:1',
      new Map([
        ['x', { minutes: 60, tolerance: 0.5, resolution: 0.1, above: { value: 3 } }],
        ['y', { tolerance: 1 }],
      ]),
    ],
    [
      'x=1200m above:wind speed:-2',
      new Map([['x', { minutes: 1200, above: { variable: 'wind speed', value: -2 } }]]),
    ],
    [
      'x=5m above:a:b:2.5',
      new Map([['x', { minutes: 5, above: { variable: 'a:b', value: 2.5 } }]]),
    ],
  ]
  for (const [text, expected] of good) {
    test(`is read, and written as it is read: ${text}`, () => {
      const read = frozenRules.read(text)
      assert.deepEqual(read, expected)
      assert.equal(frozenRules.write!(read!), text)
    })
  }
  const bad = [
    '',
    'on',
    'x',
    'x=',
    'x=30',
    'x=0m',
    'x=1201m',
    'x=30m tolerance:-1',
    'x=30m y',
    'x=above:a:off',
    'x=30m,x=40m',
    'x=resolution:1 tolerance:1',
  ]
  for (const text of bad) {
    test(`is refused: ${text}`, () => assert.equal(frozenRules.read(text), undefined))
  }

  test('stands in the file by variable, as a number, false or an object', () => {
    const { texts, faults } = readFileValues(
      {
        variables: {
          a: { frozen: false },
          b: { frozen: 45 },
          'c d': { frozen: { tolerance: 0.1, above: 4, aboveOf: 'wind' } },
          e: { frozen: { above: null } },
        },
      },
      'minuano.json',
    )
    assert.deepEqual(faults, [])
    assert.deepEqual(
      frozenRules.read(texts.get('frozen')!),
      new Map<string, unknown>([
        ['a', null],
        ['b', { minutes: 45 }],
        ['c d', { tolerance: 0.1, above: { variable: 'wind', value: 4 } }],
        ['e', { above: null }],
      ]),
    )
  })
  for (const value of [
    true,
    0,
    1.5,
    '30m',
    [],
    {},
    { minute: 3 },
    { aboveOf: 'x' },
    { minutes: 'x' },
  ]) {
    test(`is refused in the file: ${JSON.stringify(value)}`, () => {
      const { faults } = readFileValues({ variables: { a: { frozen: value } } }, 'minuano.json')
      assert.match(
        faults.join(),
        /variables.a.frozen in minuano.json: .* is not allowed: it must be false/,
      )
    })
  }
})

test('MINUANO_LEAVE_OUT is read as words, each once', () => {
  assert.deepEqual(leaveOutList.read('uncertain, frozen'), ['frozen', 'uncertain'])
  for (const text of ['', 'frozen,frozen', 'valid', 'frozen,x']) {
    assert.equal(leaveOutList.read(text), undefined)
  }
})

describe('the rules in force', () => {
  const rulesOf = (env: Record<string, string>) => frozenRulesOf(loadConfig(env))
  const exact = { tolerance: 0, resolution: 0 }
  const windSpeed = { minutes: 30, ...exact, above: { value: 0.5 } }

  test('are those of names, where the settings say none', () => {
    const { rules, changed } = rulesOf({
      MINUANO_VARIABLES:
        'power,WMET_HorWdDir,ws_top,wind_speed,ambient_temperature,nacelle_position,pitch,rotor_speed,wind_speed_std,state',
    })
    assert.deepEqual(
      [...rules],
      [
        ['WMET_HorWdDir', { minutes: 60, ...exact, above: { variable: 'wind_speed', value: 3 } }],
        ['ws_top', windSpeed],
        ['wind_speed', windSpeed],
        ['ambient_temperature', { minutes: 360, ...exact }],
      ],
    )
    assert.equal(changed.size, 0)
    assert.deepEqual(
      [...frozenLeads(rules, 60)],
      [
        ['WMET_HorWdDir', 64 * 60],
        // A direction's condition needs it as long.
        ['wind_speed', 64 * 60],
        ['ws_top', 34 * 60],
        ['ambient_temperature', 364 * 60],
      ],
    )
  })

  test('are none of a direction without a wind speed, of a wind speed in another unit, of a scalar', () => {
    const { rules } = rulesOf({
      MINUANO_VARIABLES: 'wind_direction,wind_speed,wd',
      MINUANO_UNITS: 'wind_speed=km/h',
    })
    assert.deepEqual([...rules.keys()], [])
    const scalar = rulesOf({ MINUANO_VARIABLES: 'wind_speed,wd', MINUANO_KINDS: 'wd=scalar' })
    assert.deepEqual([...scalar.rules.keys()], ['wind_speed'])
  })

  test('are what the settings say over what is usual, and tell what is not usual', () => {
    const { rules, changed } = rulesOf({
      MINUANO_VARIABLES: 'wind_speed,power,temp,t2',
      MINUANO_UNITS: 't2=degC',
      MINUANO_FROZEN: 'wind_speed=tolerance:0.1,power=120m,temp=off,t2=360m',
    })
    const tolerant = { ...windSpeed, tolerance: 0.1 }
    assert.deepEqual(
      [...rules],
      [
        ['wind_speed', tolerant],
        ['power', { minutes: 120, ...exact }],
        ['t2', { minutes: 360, ...exact }],
      ],
    )
    assert.deepEqual(
      [...changed],
      [
        ['wind_speed', tolerant],
        ['power', { minutes: 120, ...exact }],
        ['temp', 'off'],
      ],
    )
  })

  test('are none where nothing is looked at, which is a change of those that were usual alone', () => {
    const { rules, changed } = rulesOf({ MINUANO_FROZEN: 'off' })
    assert.deepEqual([rules.size, [...changed]], [0, [['wind_speed', 'off']]])
  })
})
