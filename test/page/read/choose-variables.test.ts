import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlantVariable } from '../../../src/page/api.ts'
import { chooseWindAndPower } from '../../../src/page/read/choose-variables.ts'

const variable = (
  name: string,
  unit: string | null = null,
  kind: PlantVariable['kind'] = 'scalar',
) => ({
  name,
  unit,
  kind,
  statistics: ['mean'],
})

for (const [what, variables, wind, power] of [
  ['Minuano’s own names', ['power', 'wind_speed'], 'wind_speed', 'power'],
  ['names after IEC 61400-25', ['WTUR_W', 'WMET_HorWdSpd'], 'WMET_HorWdSpd', 'WTUR_W'],
  ['what files have', ['Wind speed (m/s)', 'active_power'], 'Wind speed (m/s)', 'active_power'],
  ['the likelier of two', ['wind_speed_2', 'wind_speed'], 'wind_speed', null],
  ['none', ['pitch', 'nacelle_position'], null, null],
] as const) {
  test(`wind and power are found among ${what}`, () => {
    const found = chooseWindAndPower(variables.map((name) => variable(name)))
    assert.deepEqual(found, { wind, power })
  })
}

test('where no name says it, the unit does; a direction is no speed', () => {
  const variables = [
    variable('wind_speed_dir', 'deg', 'direction'),
    variable('a', 'm/s'),
    variable('b', 'kW'),
  ]
  assert.deepEqual(chooseWindAndPower(variables), { wind: 'a', power: 'b' })
})
