import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameVariable } from '../../../src/check/proposal/name-variable.ts'

const names = [
  ['wind_speed', 'wind_speed'],
  ['Wind Speed (m/s)', 'wind_speed'],
  ['WMET.HorWdSpd', 'wmet_hor_wd_spd'],
  ['Leistung [kW]', 'leistung'],
  ['Gondel Temp °C', 'gondel_temp_c'],
  ['Vitesse du vent moyenne à 80 m', 'vitesse_du_vent_moyenne_a_80_m'],
  ['10min mean', 'v_10min_mean'],
  ['(kW)', 'kw'],
  ['风速', 'v'],
  ['timestamp', 'timestamp_value'],
  ['a,b=c', 'a_b_c'],
] as const

for (const [column, name] of names) {
  test(`a column ${column} is the variable ${name}`, () => {
    assert.equal(nameVariable(column, new Set()), name)
  })
}

test('a name that is gone gets a number', () => {
  assert.equal(nameVariable('Power (MW)', new Set(['power', 'power_2'])), 'power_3')
})
