import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openoaColumns, usualNames } from '../../../src/export/columns/openoa-columns.ts'
import type { OpenoaName } from '../../../src/export/columns/openoa-columns.ts'
import { openoaFactor } from '../../../src/export/columns/openoa-units.ts'

const signals = (...variables: string[]) =>
  variables.flatMap((variable) =>
    ['mean', 'std'].map((statistic, id) => ({ id, asset: 'T01', variable, statistic, unit: null })),
  )

const named = (variables: string[], renamed: Record<string, string> = {}) => {
  const { columns, unnamed } = openoaColumns(
    signals(...variables),
    new Map(Object.entries(renamed)),
  )
  return [Object.fromEntries(columns.map(({ variable, name }) => [variable, name])), unnamed]
}

test('variables have OpenOA’s column by what they are usually called, in any spelling', () => {
  const variables = ['WindSpeed', 'Active Power', 'Direção_Vento', 'pitch', 'WMET_EnvTmp', 'oil']
  assert.deepEqual(named(variables), [
    {
      WindSpeed: 'WMET_HorWdSpd',
      'Active Power': 'WTUR_W',
      Direção_Vento: 'WMET_HorWdDir',
      pitch: 'WROT_BlPthAngVal',
      WMET_EnvTmp: 'WMET_EnvTmp',
    },
    ['oil'],
  ])
})

test('a name that is given goes before a usual one, which then has none', () => {
  assert.deepEqual(named(['power', 'p_act'], { p_act: 'WTUR_W' }), [{ p_act: 'WTUR_W' }, ['power']])
})

test('two of one name, none at all, and a name for what is not there are refused', () => {
  for (const [variables, renamed] of [
    [['power', 'active_power'], {}],
    [['a', 'b'], { a: 'WTUR_W', b: 'WTUR_W' }],
    [['oil'], {}],
    [['power'], { p_act: 'WTUR_W' }],
  ] as const) {
    assert.throws(() => named([...variables], renamed), { code: 'export-refused' })
  }
})

test('units are converted where it is known how, and never guessed', () => {
  for (const [name, unit, factor] of [
    ['WTUR_W', 'kW', 1],
    ['WTUR_W', 'W', 0.001],
    ['WTUR_W', 'MW', 1000],
    ['WTUR_W', 'mW', undefined],
    ['WTUR_W', 'kWh', undefined],
    ['WMET_HorWdSpd', 'm/s', 1],
    ['WMET_HorWdSpd', 'km/h', 1 / 3.6],
    ['WMET_EnvTmp', '°C', 1],
    ['WMET_EnvTmp', 'K', undefined],
    ['WMET_HorWdDir', 'deg from N', 1],
    ['WMET_HorWdDir', 'rad', undefined],
  ] as const) {
    assert.equal(openoaFactor(name, unit), factor, `${name} in ${unit}`)
  }
})

test('docs/export.md names every variable that is known by its name', () => {
  const page = readFileSync('docs/export.md', 'utf8')
  for (const [, name, listed] of page.matchAll(/^\| `(W[A-Z]+_\w+)` \| [\w/]+ \| (.*) \|$/gm)) {
    const variables = [...listed!.matchAll(/`(\w+)`/g)].map(([, variable]) => variable!)
    assert.deepEqual(variables, usualNames[name as OpenoaName].split(' '))
  }
})
