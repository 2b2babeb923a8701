import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guessUnit } from '../../../src/check/proposal/guess-unit.ts'

const guesses = [
  ['Wind Speed (m/s)', 'm/s'],
  ['Leistung [kW]', 'kW'],
  ['power_kw', 'kW'],
  ['Rotor.RPM', 'rpm'],
  ['pitch deg', 'deg'],
  ['temp_degC', 'degC'],
  ['power', undefined],
  ['items', undefined],
  ['Wind Speed (10 minutes, mean of all)', undefined],
] as const

for (const [column, unit] of guesses) {
  test(`of ${column} the unit is ${unit === undefined ? 'not guessed' : `guessed as ${unit}`}`, () => {
    assert.equal(guessUnit(column), unit)
  })
}
