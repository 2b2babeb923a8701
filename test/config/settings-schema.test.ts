import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Ajv } from 'ajv'
import { readFileValues } from '../../src/config/file-values.ts'
import { settingsSchema } from '../../src/config/settings-schema.ts'
import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'

const accepts = new Ajv({ strict: true, allowUnionTypes: true }).compile(settingsSchema())

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
}

test('the example is allowed', () => {
  assert.ok(accepts(read('examples/minuano.json')), JSON.stringify(accepts.errors))
})

/** For each key its allowed values, and some that are not. */
const cases: Readonly<Record<string, { good: readonly unknown[]; bad: readonly unknown[] }>> = {
  dataDirectory: { good: ['.minuano', '/var/lib/minuano'], bad: ['', 1, null] },
  postgresPort: { good: [0, 65_535], bad: [-1, 65_536, 1.5, '5433'] },
  'source.url': { good: [], bad: ['postgresql://db/source', '', null] },
  'target.url': { good: [], bad: ['postgresql://db/target'] },
  'connector.apiKey': { good: [], bad: ['long-enough'] },
  'connector.apiKeysFile': { good: ['/etc/minuano/keys', 'keys'], bad: ['', 1, ['keys']] },
  'source.connectorPassword': { good: [], bad: ['secret'] },
  'target.etlPassword': { good: [], bad: ['secret'] },
  'target.readerPassword': { good: [], bad: ['secret'] },
  'connector.url': {
    good: ['http://127.0.0.1:8000', 'https://connector.example/wind/'],
    bad: ['http://user:password@host', 'http://user@host', 'ftp://host', 'host:8000', ''],
  },
  'connector.host': { good: ['0.0.0.0'], bad: ['', 0] },
  'connector.port': { good: [0, 8000], bad: ['8000', 70_000, null] },
  'connector.publicUrl': {
    good: ['https://wind.example', 'https://wind.example/connector/', 'http://127.0.0.1:8000'],
    bad: [
      'https://user@wind.example',
      'wind.example',
      '/connector',
      'http://a/?b',
      'http://a#b',
      '',
    ],
  },
  'connector.corsOrigins': {
    good: [['https://wind.example'], ['http://localhost:3000', 'http://[::1]:8080'], ['*']],
    bad: [
      [],
      ['https://wind.example/page'],
      ['wind.example'],
      ['null'],
      ['https://*.example'],
      ['https://a.example', 'https://a.example'],
      ['ftp://a.example'],
      'https://wind.example',
    ],
  },
  leaveOut: { good: [['frozen'], ['frozen', 'uncertain']], bad: [[], ['valid'], 'frozen'] },
  'variables.*.frozen': {
    good: [
      false,
      45,
      { tolerance: 0.1 },
      { minutes: 60, above: 4, aboveOf: 'wind' },
      { above: null },
    ],
    bad: [
      true,
      0,
      1201,
      1.5,
      '30m',
      {},
      { minutes: 0 },
      { tolerance: -1 },
      { aboveOf: 'wind' },
      null,
    ],
  },
  'connector.logLevel': { good: ['info', 'silent'], bad: ['loud', 1] },
  'connector.streams': { good: [1, 64], bad: [0, 65, '4'] },
  'connector.streamQueue': { good: [0, 100_000], bad: [-1, 100_001, '8'] },
  'connector.queue': { good: [0, 100_000], bad: [-1, 100_001, '8'] },
  'connector.queueWait': { good: ['10s', '500ms'], bad: ['0s', 10] },
  'connector.leastRate': { good: [1, 100_000_000], bad: [0, 100_000_001, '1'] },
  'connector.patience': { good: ['2m'], bad: ['0m', 2] },
  'connector.answerTime': { good: ['30m'], bad: ['0', 30] },
  'connector.maxRows': { good: [1, 1_000_000_000], bad: [0, 1_000_000_001, '1'] },
  'connector.maxDays': { good: [1, 36_600], bad: [0, 36_601, '1'] },
  'connector.maxNames': { good: [1, 100_000], bad: [0, 100_001, '1'] },
  'connector.maxHeaderBytes': { good: [4096, 1_048_576], bad: [4095, 1_048_577, '4096'] },
  'connector.requestsPerSecond': { good: [0.1, 100], bad: [0, -1, '1'] },
  'connector.maxInventoryDays': { good: [1, 4000, 36_600], bad: [0, 36_601, 1.5] },
  'connector.timeout': { good: ['30s', '2m', '500ms', '30'], bad: ['0s', '1h', '', 30] },
  'connector.deadline': { good: ['30m', '900s'], bad: ['0m', '1h', 30] },
  'connector.retries': { good: [0, 20], bad: [21, -1, '4'] },
  'page.host': { good: ['0.0.0.0'], bad: ['', 0] },
  'page.port': { good: [0, 8080], bad: ['8080', 70_000, null] },
  'page.apiKey': { good: [], bad: ['long-enough'] },
  'page.apiKeysFile': { good: ['/etc/minuano/keys', 'keys'], bad: ['', 1, ['keys']] },
  'page.timeout': { good: ['60s', '500ms'], bad: ['0s', '1h', 30] },
  'page.logLevel': { good: ['warn', 'silent'], bad: ['loud', 1] },
  'source.table': { good: ['data', 'scada.minute'], bad: ['', {}] },
  'source.timeColumn': { good: ['ts'], bad: [''] },
  'source.timeZone': { good: ['UTC', 'America/Sao_Paulo'], bad: [0, null] },
  'source.assetColumn': { good: ['turbine', 'Turbine name'], bad: ['', 1, null] },
  'source.assetTable': { good: ['scada.turbine', 'scada.turbine(name)'], bad: ['', []] },
  'source.qualityColumn': { good: ['quality', 'OPC quality'], bad: ['', 1] },
  'source.qualityKind': {
    good: ['opc-da', 'opc-ua', 'aveva', 'pi', 'list'],
    bad: ['opc', 'OPC-DA', '', null],
  },
  'source.goodQualities': {
    good: [[192], [0, 'good', 'very good'], ['true']],
    bad: [[], 192, [' 1'], ['a,b'], [''], [1.5], [null], [1, 1]],
  },
  'source.uncertain': { good: ['keep', 'leave-out'], bad: ['', true] },
  'source.layout': { good: ['wide', 'narrow'], bad: ['long', '', true] },
  'source.valueColumn': { good: ['value', 'Value (num)'], bad: ['', 1] },
  'source.variableColumn': { good: ['variable'], bad: ['', null] },
  'source.tagColumn': { good: ['tag'], bad: ['', []] },
  'source.tagPattern': {
    good: ['{asset}.{variable}', '{variable}', 'PARK/{variable}@{asset}.AVG'],
    bad: ['', '{asset}', 'variable', 1],
  },
  'source.tags': {
    good: [
      { GEN1_KW: { asset: 'T01', variable: 'power' } },
      { 17: { variable: 'power' }, 'A tag, odd=': { variable: 'wind_speed' } },
    ],
    bad: [
      { GEN1_KW: 'power' },
      { GEN1_KW: { asset: 'T01' } },
      { GEN1_KW: { asset: '', variable: 'power' } },
      { GEN1_KW: { variable: 'power', unit: 'kW' } },
      { '': { variable: 'power' } },
      [],
    ],
  },
  'source.sampling': { good: ['periodic', 'on-change'], bad: ['', 'change', null] },
  'source.maxHold': {
    good: ['24h', '30m', '90s', '7d', '10 m', 'off'],
    bad: ['', 'never', '0h', '24', '1.5h', 24, null],
  },
  'source.orderColumn': { good: ['seq', 'Arrived at'], bad: ['', 1] },
  'source.where': {
    good: [{}, { quality: [192] }, { turbine: ['T01', 'T 02'], deleted: [false, null] }],
    bad: [
      { quality: 192 },
      { quality: [] },
      { '': [1] },
      { a: [[1]] },
      { a: [{}] },
      'a = 1',
      [],
      null,
    ],
  },
  'source.timeout': { good: ['1s'], bad: ['000ms', '1.5s'] },
  'source.statementTimeout': { good: ['30m'], bad: ['0m', 30] },
  'target.lockTimeout': { good: ['10m', '300ms'], bad: ['off', ''] },
  'target.statementTimeout': { good: ['30m'], bad: ['1h'] },
  'target.loadTimeout': { good: ['60m'], bad: ['0', null] },
  'source.connections': { good: [1, 64], bad: [0, 65] },
  timeZone: { good: ['Asia/Kathmandu'], bad: [null, []] },
  variables: {
    good: [['wind_speed'], { wind_speed: {} }, { 'a b': {}, power: { unit: 'kW' } }],
    bad: [[], {}, [''], ['a,b'], [' a'], ['a', 'a'], 'power', { 'a=b': {} }, { a: 1 }, { a: null }],
  },
  'variables.*.column': { good: ['ws_avg', 'Avg, [m/s] = x'], bad: ['', ' x', 1] },
  'variables.*.unit': { good: ['m/s', 'deg'], bad: ['', null] },
  'variables.*.kind': {
    good: ['scalar', 'signed-angle', 'state', 'counter'],
    bad: ['', null, 'angle', 'Direction'],
  },
  'variables.*.rollover': { good: [1000000, 65536, 0.5], bad: [0, -1, '1000', null] },
  'variables.*.stdColumn': { good: ['ws_std'], bad: ['', ' x', 1, null] },
  'variables.*.minColumn': { good: ['ws_min'], bad: ['', ' x', 1, null] },
  'variables.*.maxColumn': { good: ['ws_max'], bad: ['', ' x', 1, null] },
  'variables.*.countColumn': { good: ['ws_n'], bad: ['', ' x', 1, null] },
  'variables.*.sampling': { good: ['periodic', 'on-change'], bad: ['', 'change', null] },
  'variables.*.maxHold': { good: ['24h', '90s', 'off'], bad: ['', '0s', '24', null] },
  'variables.*.range': {
    good: [[0, 75], [-1e-7, 1e21], [-60.5, 60], null],
    bad: [[0], [0, 1, 2], ['0', '1'], '0..75', 'off', 75, {}],
  },
  statistics: { good: [['mean'], ['count', 'std']], bad: [[], ['median'], ['min', 'min'], 'mean'] },
  every: {
    good: ['10m', '1h', '30s', '1 min', '12m', '3600s', '225sec'],
    bad: ['7m', '2h', '0m', '10', '', 600, '10 minutes'],
  },
  sampleInterval: { good: ['1m', '1s'], bad: ['7s', 60] },
  sampleLabel: { good: ['start', 'end'], bad: ['middle', ''] },
  duplicates: { good: ['default', 'all', 'refuse', 'first', 'last'], bad: ['newest', ''] },
  ratedPower: { good: [2000, 0.5, 1e-7], bad: [0, -1, 1e9, '2000'] },
  minimumCoverage: { good: [0, 1, 0.5, 1e-7], bad: [-0.1, 1.1, '0.5'] },
  asset: { good: ['', 'T01', 'a_b-c'], bad: ['T 01', 'x'.repeat(65), 1] },
  onlyAssets: { good: [['T01'], ['T01', 'a,b']], bad: [[], [''], ['a', 'a'], 'T01', {}] },
  assetPrefix: { good: ['', 'north-', 'n.'], bad: ['a b', 'x'.repeat(65), 1] },
  assets: {
    good: [
      {},
      { T42: {} },
      { 'T 42': { ratedPower: 2300, ranges: { power: [0, 1], wind_speed: null } } },
      { T42: { sampleLabel: 'end', sampleInterval: '10s', minimumCoverage: 0.5 } },
      {
        '': [
          { type: 'V90', latitude: -29.5 },
          { validFrom: '2024-02-29', hubHeight: 80 },
        ],
      },
    ],
    bad: [
      [],
      { T42: 1 },
      { T42: [] },
      { T42: { latitude: 91 } },
      { T42: { validFrom: '2023-02-29' } },
      { T42: { power: 1 } },
      { T42: { ratedPower: -1 } },
      { T42: { ranges: { power: [0] } } },
      { T42: { sampleLabel: 'middle' } },
    ],
  },
  minutesAre: { good: ['samples', 'averages'], bad: ['means', ''] },
  reportCoverage: { good: [0, 1, 0.9], bad: [-0.1, 1.1, '0.9'] },
  states: {
    good: [
      {},
      { V90: { 1: 'full-performance', '-7': 'forced-outage' } },
      { '*': [{ codes: {} }, { validFrom: '2024-02-29', codes: { 0: 'suspended' } }] },
    ],
    bad: [
      [],
      { V90: { 1: 'fine' } },
      { V90: { 1.5: 'suspended' } },
      { V90: { x: 'suspended' } },
      { V90: [] },
      { V90: [{ validFrom: '2023-02-29', codes: {} }] },
      { V90: [{ from: '2023-02-28', codes: {} }] },
    ],
  },
  concurrency: { good: [4], bad: [0, 65, 2.5] },
  syncEvery: { good: ['10m', '1h', '30', 'off'], bad: ['0m', '10ms', 'on', 10, ''] },
}

test('every key of the file has its cases', () => {
  const keys = Object.values<Setting<unknown>>(settings).flatMap(({ key }) => key ?? [])
  assert.deepEqual(Object.keys(cases).sort(), keys.sort())
})

describe('schema and program agree on', () => {
  for (const [key, { good, bad }] of Object.entries(cases)) {
    test(key, () => {
      for (const value of [...good, ...bad]) {
        const parts = key.replace('*', 'wind_speed').split('.')
        const content = parts.reduceRight((inner, part) => ({ [part]: inner }), value)
        const isGood = good.includes(value)
        assert.equal(accepts(content), isGood, JSON.stringify(content))
        assert.equal(readFileValues(content, 'file').faults.length === 0, isGood)
      }
    })
  }

  test('keys that are not known', () => {
    for (const content of [{ evry: '10m' }, { source: { tabel: 'x' } }, [], 'x', null]) {
      assert.ok(!accepts(content))
      assert.equal(readFileValues(content, 'file').faults.length, 1)
    }
  })
})

test('what the program alone can check, it refuses', () => {
  for (const content of [{ timeZone: 'Mars' }, { variables: { a: { range: [1, 0] } } }]) {
    assert.ok(accepts(content))
    assert.equal(readFileValues(content, 'file').faults.length, 1)
  }
})

test('every default in it is a value that it allows, and has its description', () => {
  const walk = (schema: Readonly<Record<string, unknown>>): number => {
    const inner = Object.values((schema['properties'] ?? {}) as Record<string, typeof schema>)
    const isDefault = 'default' in schema
    if (isDefault) {
      assert.ok(new Ajv({ allowUnionTypes: true }).compile(schema)(schema['default']))
      assert.equal(typeof schema['description'], 'string')
    }
    return inner.reduce((count, each) => count + walk(each), isDefault ? 1 : 0)
  }
  assert.ok(walk(settingsSchema()) > 15)
})
