import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guessColumns, guessTimes } from '../../../src/import/map/guess-headers.ts'

const files: readonly [string, readonly string[], Record<string, string>][] = [
  [
    'Wind_turbine_name;Date_time;Ws_avg;P_avg',
    ['Date_time'],
    { wind_speed: 'Ws_avg', power: 'P_avg' },
  ],
  ['time;power', ['time'], { power: 'power' }],
  [
    'Date;Time (UTC);Wind direction (°);Wind speed sensor 1 (m/s);Power (kW)',
    ['Date', 'Time (UTC)'],
    { wind_speed: 'Wind speed sensor 1 (m/s)', power: 'Power (kW)' },
  ],
  [
    'TIMESTAMP;Turbine;Rotor speed [rpm];state',
    ['TIMESTAMP'],
    { rotor_speed: 'Rotor speed [rpm]' },
  ],
  ['ts;T01', ['ts'], { t01: 'T01' }],
  ['time', ['time'], {}],
]
for (const [line, times, columns] of files) {
  test(`the columns that are proposed of ${line} are of times and of values`, () => {
    const headers = line.split(';')
    assert.deepEqual(guessTimes(headers), times)
    const values = headers.filter((header) => !times.includes(header))
    assert.deepEqual(Object.fromEntries(guessColumns(values)), columns)
  })
}
