import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findKind } from '../../src/signal/kind.ts'

interface Case {
  readonly why: string
  readonly kind: string
  readonly from: string
  readonly variables: readonly [name: string, unit: string | null][]
}

const cases: readonly Case[] = [
  {
    why: 'degrees with a name that says it are a direction',
    kind: 'direction',
    from: 'name',
    variables: [
      ['wind_direction', 'deg'],
      ['wind_direction', '°'],
      ['wind_direction', 'º'],
      ['wind_direction', 'Degrees'],
      ['wind_direction_80m', 'degree'],
      ['nacelle_position', 'deg'],
      ['nacelle_direction', 'deg'],
      ['yaw_position', 'deg'],
      ['ship_heading', 'deg'],
      ['WMET_HorWdDir', 'deg'],
      ['WNAC.Dir', 'deg'],
      ['wd', 'deg'],
      ['WD1_Avg', 'deg'],
      ['WindDir', 'deg'],
      ['winddirection', 'deg'],
      ['Amb_WindDir_Abs_Avg', 'deg'],
      ['Nac_Direction_Avg', 'deg'],
      ['Wind direction (°)', '°'],
      ['direção_do_vento', 'graus'],
      ['Posição da nacele', 'deg'],
      ['azimuth', 'deg'],
    ],
  },
  {
    why: 'a unit that says from where is a direction, whatever the name',
    kind: 'direction',
    from: 'unit',
    variables: [
      ['ws2', 'deg from N'],
      ['ws2', '° from North'],
      ['ws2', 'degrees true'],
    ],
  },
  {
    why: 'degrees of which nothing says it, and directions without degrees, are taken as scalars, and it is said',
    kind: 'scalar',
    from: 'assumed',
    variables: [
      ['pitch', 'deg'],
      ['BlPthAngVal', '°'],
      ['yaw_error', 'deg'],
      ['wind_direction_relative', 'deg'],
      ['wind_direction_std', 'deg'],
      ['Wind direction, Standard deviation (°)', '°'],
      ['Vane position 1+2 (°)', '°'],
      ['desvio_da_direcao', 'graus'],
      ['direct_normal', 'deg'],
      ['redirected', 'deg'],
      ['wind_direction', null],
      ['wind_direction', 'rad'],
    ],
  },
  {
    why: 'no angle is a scalar by its unit',
    kind: 'scalar',
    from: 'unit',
    variables: [
      ['wind_speed', 'm/s'],
      ['ambient_temperature', '°C'],
      ['ambient_temperature', 'deg C'],
      ['ambient_temperature', '° F'],
      ['ambient_temperature', 'degC'],
      ['pitch_rate', 'deg/s'],
      ['pitch_rate', 'deg per s'],
      ['heating', 'degree days'],
    ],
  },
  {
    why: 'nothing known is a scalar',
    kind: 'scalar',
    from: 'no unit',
    variables: [['power', null]],
  },
]

describe('the kind of a variable', () => {
  for (const { why, kind, from, variables } of cases) {
    test(why, () => {
      for (const [name, unit] of variables) {
        assert.deepEqual(findKind(name, unit, undefined), { kind, from }, `${name} in ${unit}`)
      }
    })
  }

  test('is what the setting says, whatever unit and name say', () => {
    for (const kind of ['scalar', 'direction', 'signed-angle'] as const) {
      assert.deepEqual(findKind('wind_direction', 'deg', kind), { kind, from: 'setting' })
      assert.deepEqual(findKind('power', 'kW', kind), { kind, from: 'setting' })
    }
  })
})
