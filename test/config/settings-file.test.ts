import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { loadConfig, loadConfigWithOrigins } from '../../src/config/load-config.ts'
import type { Flags } from '../../src/config/load-config.ts'
import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'
import { MinuanoError } from '../../src/errors/minuano-error.ts'

const parent = mkdtempSync(join(tmpdir(), 'minuano-settings-file-'))
after(() => rmSync(parent, { recursive: true }))

let folders = 0

/** A folder of its own with this `minuano.json`; what is no text is written as JSON. */
function folderWith(content: unknown): string {
  const folder = join(parent, String(++folders))
  mkdirSync(folder)
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(folder, 'minuano.json'), text)
  return folder
}

function faultsOf(content: unknown, env: Record<string, string> = {}, flags: Flags = {}): string[] {
  try {
    loadConfig(env, flags, folderWith(content))
  } catch (error) {
    assert.ok(error instanceof MinuanoError)
    assert.equal(error.code, 'configuration')
    return error.message.split('\n')
  }
  return []
}

const example = new URL('../../examples/minuano.json', import.meta.url).pathname

test('a whole file is in force, each value as its variable would give it', () => {
  assert.deepEqual(
    loadConfig({ MINUANO_CONFIG: example }),
    loadConfig({
      MINUANO_CONFIG: example,
      MINUANO_ASSET: 'T01',
      MINUANO_TIME_ZONE: 'America/Sao_Paulo',
      MINUANO_VARIABLES: 'wind_speed,wind_direction,yaw_error,pitch,power,nacelle_temperature',
      SOURCE_COLUMNS: 'wind_speed=ws_avg,wind_direction=wd_avg,power=p_avg',
      MINUANO_UNITS:
        'wind_speed=m/s,wind_direction=deg,yaw_error=deg,pitch=deg,power=kW,nacelle_temperature=degC',
      MINUANO_KINDS: 'yaw_error=signed-angle,pitch=scalar',
      MINUANO_RANGES: 'wind_speed=0..60,nacelle_temperature=off',
      MINUANO_EVERY: '10m',
      MINUANO_STATISTICS: 'mean,min,max,std,count',
      MINUANO_SAMPLE_INTERVAL: '1m',
      MINUANO_SAMPLE_LABEL: 'end',
      MINUANO_RATED_POWER: '2000',
      MINUANO_MINIMUM_COVERAGE: '0.5',
      SOURCE_TABLE: 'scada.minute',
      SOURCE_TIME_COLUMN: 'ts',
      SOURCE_TIME_ZONE: 'UTC',
      CONNECTOR_PORT: '8000',
      CONNECTOR_RETRIES: '6',
    }),
  )
})

test('a flag wins over the environment, that over the file, that over the default, and it is known', () => {
  const folder = folderWith({ every: '5m', timeZone: 'Asia/Kathmandu', asset: 'T01' })
  const env = { MINUANO_TIME_ZONE: 'America/Sao_Paulo', MINUANO_EVERY: '30s' }
  const { config, origins, file } = loadConfigWithOrigins(
    { ...env, MINUANO_SAMPLE_INTERVAL: '1s' },
    { periodSeconds: '1m' },
    folder,
  )
  assert.deepEqual(
    [config.periodSeconds, config.timeZone, config.asset, config.statistics.length],
    [60, 'America/Sao_Paulo', 'T01', 4],
  )
  assert.deepEqual(
    [origins.periodSeconds, origins.timeZone, origins.asset, origins.statistics, origins.units],
    [
      { from: 'flag', name: '--every' },
      { from: 'environment', name: 'MINUANO_TIME_ZONE' },
      { from: 'file', name: 'asset in minuano.json' },
      { from: 'default', name: 'default' },
      undefined,
    ],
  )
  assert.equal(file, 'minuano.json')
})

test('variables may be a list of names', () => {
  const folder = folderWith({ variables: ['wind_speed', 'nacelle_temperature'] })
  const { variables, ranges, units } = loadConfig({}, {}, folder)
  assert.deepEqual(
    [variables, ranges, units],
    [['wind_speed', 'nacelle_temperature'], undefined, undefined],
  )
})

test('the column of a variable keeps its commas, equals signs and backslashes', () => {
  const column = 'Speed, 3 m = a\\b [m/s]'
  const folder = folderWith({ variables: { wind_speed: { column }, power: { column: 'p' } } })
  assert.deepEqual(
    [...loadConfig({}, {}, folder).sourceColumns!.entries()],
    [
      ['wind_speed', column],
      ['power', 'p'],
    ],
  )
})

describe('which file is read', () => {
  const folder = folderWith({ asset: 'here' })
  const other = join(folderWith({ asset: 'other' }), 'minuano.json')
  const third = join(folderWith({ asset: 'third' }), 'minuano.json')

  test('that of the folder, unless the environment or, over it, a flag names another', () => {
    const assetOf = (env: Record<string, string>, flags: Flags = {}) =>
      loadConfig(env, flags, folder).asset
    assert.equal(assetOf({}), 'here')
    assert.equal(assetOf({ MINUANO_CONFIG: other }), 'other')
    assert.equal(assetOf({ MINUANO_CONFIG: other }, { configFile: third }), 'third')
    assert.equal(assetOf({ MINUANO_CONFIG: 'off' }), '')
    assert.equal(assetOf({ MINUANO_CONFIG: '' }), 'here')
  })

  test('none is needed, but one that was named must be there', () => {
    assert.equal(loadConfig({}, {}, parent).asset, '')
    const missing = join(parent, 'missing.json')
    assert.throws(() => loadConfig({ MINUANO_CONFIG: missing }), /missing\.json: cannot be read: /)
    assert.throws(() => loadConfig({}, { configFile: parent }), /: cannot be read: EISDIR/)
  })

  test('a byte order mark is no fault', () => {
    assert.equal(loadConfig({}, {}, folderWith('\uFEFF{"asset":"T01"}')).asset, 'T01')
  })
})

test('every fault of flags, environment and file is said at once', () => {
  const faults = faultsOf(
    { every: '7m', variables: { wind_speed: { range: [75, 0] } }, source: { timeZone: 'Mars' } },
    { MINUANO_SAMPLE_LABEL: 'middle' },
    { timeZone: 'Nowhere' },
  )
  assert.deepEqual(
    faults.map((fault) => fault.split(' is not allowed: it must be ')[0]),
    [
      'every in minuano.json: "7m"',
      'variables.wind_speed.range in minuano.json: [75,0]',
      'source.timeZone in minuano.json: "Mars"',
      '--time-zone: "Nowhere"',
      'MINUANO_SAMPLE_LABEL: "middle"',
    ],
  )
})

const wrong: readonly [content: unknown, fault: RegExp][] = [
  [[], /^minuano\.json: \[\] is not allowed: it must be an object with the keys dataDirectory, /],
  [{ evry: '10m' }, /^evry in .*: there is no such key; did you mean every\?$/],
  [{ period: '10m' }, /^period in .*did you mean every\?$/],
  [{ SOURCE_TABLE: 'data' }, /^SOURCE_TABLE in .*did you mean source\.table\?$/],
  [{ xyz: 1 }, /^xyz in .*: there is no such key; there are dataDirectory, .*syncEvery$/],
  [{ source: { tabl: 'data' } }, /^source\.tabl in .*did you mean table\?$/],
  [
    { source: 'data' },
    /^source in .*: "data" is not allowed: .*an object with the keys table, timeColumn/,
  ],
  [{ variables: {} }, /^variables in .*: \[\] is not allowed: it must be names.*or an object/],
  [{ variables: ['a', 'a'] }, /^variables in .*: \["a","a"\] is not allowed: .*each once/],
  [{ variables: ['a,b'] }, /^variables in .*: \["a,b"\] is not allowed: .*without commas/],
  [
    { variables: { power: null } },
    /^variables\.power in .*: null .*keys column, sampling, maxHold, range, unit, kind, rollover, stdColumn, minColumn, maxColumn, countColumn, frozen$/,
  ],
  [
    { variables: { power: { colum: 'p' } } },
    /^variables\.power\.colum in .*did you mean column\?$/,
  ],
  [
    { variables: { power: { range: '0..1' } } },
    /^variables\.power\.range in .*: "0\.\.1" .*\[0, 75\]/,
  ],
  [
    { variables: { power: { unit: '' } } },
    /^variables\.power\.unit in .*: "" .*a unit, such as "m\/s"/,
  ],
  [
    { statistics: ['median'] },
    /^statistics in .*: \["median"\] .*out of mean, min, max, std, count$/,
  ],
  [{ statistics: 'mean' }, /^statistics in .*: "mean" is not allowed: it must be a list/],
  [{ every: 600 }, /^every in .*: 600 is not allowed: it must be a bin width/],
  [{ ratedPower: 0 }, /^ratedPower in .*: 0 is not allowed: it must be a number above 0/],
  [{ minimumCoverage: 1.5 }, /^minimumCoverage in .*: 1\.5 .*a number from 0 to 1/],
  [{ connector: { port: '8000' } }, /^connector\.port in .*: "8000" .*65535, without quotes$/],
  [{ connector: { port: 80.5 } }, /^connector\.port in .*: 80\.5 is not allowed/],
  [{ asset: 'T 01' }, /^asset in .*: "T 01" is not allowed: it must be up to 64 letters/],
  [{ source: { table: '' } }, /^source\.table in .*: "" is not allowed: .*not empty$/],
  [{ asset: ['x'.repeat(1000)] }, /^asset in minuano\.json: .{40,70}… is not allowed/],
  [
    { every: '1m', sampleInterval: '10m' },
    /^sampleInterval in .*: "10m" .*divide the bin width, 1m$/,
  ],
]

describe('a fault names the key, the value and what is allowed', () => {
  for (const [content, fault] of wrong) {
    test(JSON.stringify(content).slice(0, 60), () => {
      const faults = faultsOf(content)
      assert.equal(faults.length, 1, faults.join('\n'))
      assert.match(faults[0]!, fault)
    })
  }
})

describe('no secret is read from the file, nor told', () => {
  const secrets = Object.entries<Setting<unknown>>(settings).filter(([, { secret }]) => secret)
  assert.ok(secrets.length > 5)
  for (const [name, { env, key }] of secrets) {
    for (const path of [key!, name, env]) {
      test(path, () => {
        const parts = path.split('.')
        const content = parts.reduceRight<unknown>((value, part) => ({ [part]: value }), 'hidden!')
        const [fault, ...others] = faultsOf(content)
        assert.deepEqual(others, [])
        assert.match(fault!, /a secret does not belong in this file: use the environment/)
        assert.ok(fault!.endsWith(`${env} or ${env}_FILE`))
        assert.doesNotMatch(fault!, /hidden/)
      })
    }
  }

  test('also not a password in a URL', () => {
    const [fault] = faultsOf({ connector: { url: 'http://user:hidden@host:8000' } })
    assert.match(fault!, /^connector\.url in .*without user or password/)
    assert.doesNotMatch(fault!, /hidden/)
  })
})
