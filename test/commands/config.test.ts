import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Shape } from '../../src/etl/shape/describe-shape.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline } from '../support/pipeline.ts'

/** A folder with this `minuano.json`. */
function folderWith(content: unknown): string {
  const folder = join(createDataFolder().path, '..')
  writeFileSync(join(folder, 'minuano.json'), JSON.stringify(content))
  return folder
}

function shapeOf(stdout: string): Shape {
  return (JSON.parse(stdout) as { shape: Shape }).shape
}

describe('minuano config', () => {
  test('prints each setting’s value and where it came from', async () => {
    const folder = folderWith({ every: '5m', asset: 'T01', variables: { power: { unit: 'kW' } } })
    const { code, stdout, stderr } = await runMinuano(
      ['config', '--every', '1m'],
      { MINUANO_TIME_ZONE: 'America/Sao_Paulo' },
      folder,
    )
    assert.equal(code, 0, stderr)
    for (const line of [
      /^MINUANO_CONFIG +minuano\.json$/m,
      /^every +1m +flag --every$/m,
      /^asset +T01 +asset in minuano\.json$/m,
      /^timeZone +America\/Sao_Paulo +environment MINUANO_TIME_ZONE$/m,
      /^variables +power +variables in minuano\.json$/m,
      /^variables\.\*\.unit +power=kW +variables\.\*\.unit in minuano\.json$/m,
      /^statistics +mean,min,max,std +default$/m,
      /^ratedPower +not set$/m,
    ]) {
      assert.match(stdout, line)
    }
  })

  test('says of a secret only whether it is set', async () => {
    const folder = folderWith({})
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, 'hidden')
    const env = {
      TARGET_DATABASE_URL: 'postgresql://user:hidden@host/target',
      CONNECTOR_API_KEY: 'hidden-key',
      CONNECTOR_URL: 'http://user:hidden@host:8000',
      ETL_ROLE_PASSWORD_FILE: passwordFile,
    }
    for (const args of [['config'], ['config', '--json']]) {
      const { code, stdout, stderr } = await runMinuano(args, env, folder)
      assert.equal(code, 0, stderr)
      assert.doesNotMatch(stdout + stderr, /hidden/)
    }
    const { stdout } = await runMinuano(['config'], env, folder)
    assert.match(stdout, /^TARGET_DATABASE_URL +set +environment TARGET_DATABASE_URL$/m)
    assert.match(stdout, /^ETL_ROLE_PASSWORD +set +environment ETL_ROLE_PASSWORD$/m)
    assert.match(stdout, /^SOURCE_DATABASE_URL +not set$/m)
  })

  test('--json gives what the variables would hold: with them all is in force again', async () => {
    const folder = folderWith({
      variables: { wind_speed: { column: 'Speed, mean', range: [0, 60] }, power: {} },
      source: { timeout: '500ms' },
    })
    interface Shown {
      readonly file: string | null
      readonly settings: Record<string, { env: string; value: string | null; from: string | null }>
    }
    const show = async (env: Record<string, string>) => {
      const { stdout } = await runMinuano(['config', '--json'], env, folder)
      return JSON.parse(stdout) as Shown
    }
    const first = await show({})
    assert.equal(first.file, 'minuano.json')
    assert.equal(first.settings['variables.*.range']?.value, 'wind_speed=0..60')
    const held = Object.values(first.settings).flatMap(({ env, value }) =>
      value === null ? [] : [[env, value]],
    )
    const env = Object.fromEntries(held) as Record<string, string>
    const second = await show({ ...env, MINUANO_CONFIG: 'off' })
    assert.equal(second.file, null)
    for (const [name, { value }] of Object.entries(first.settings)) {
      if (name !== 'MINUANO_CONFIG') assert.equal(second.settings[name]?.value, value, name)
    }
  })

  test('--json says what shapes the numbers, of each variable too', async () => {
    const folder = folderWith({
      every: '5m',
      timeZone: 'America/Sao_Paulo',
      sampleLabel: 'end',
      ratedPower: 2000,
      variables: {
        wind_speed: { range: [0, 60] },
        power: { unit: 'kW' },
        ambient_temperature: { unit: 'deg C' },
        nacelle_temperature: { range: null },
        wind_direction: { unit: 'degrees from N' },
        yaw_error: { kind: 'signed-angle' },
        pitch: { unit: 'deg' },
      },
    })
    const { code, stdout, stderr } = await runMinuano(['config', '--json'], {}, folder)
    assert.equal(code, 0, stderr)
    const { variables, ...rest } = shapeOf(stdout)
    assert.deepEqual(rest, {
      timeZone: 'America/Sao_Paulo',
      asset: '',
      periodSeconds: 300,
      sampleSeconds: 60,
      sampleLabel: 'end',
      statistics: ['mean', 'min', 'max', 'std'],
      minimumCoverage: 0,
      duplicates: 'default',
      register: [
        {
          ...{ asset: '', validFrom: null, type: null, ratedPower: 2000, hubHeight: null },
          ...{ rotorDiameter: null, latitude: null, longitude: null },
          ...{ cutInSpeed: null, minutesAre: null },
        },
      ],
    })
    const unknown = { unit: null, unitFrom: null, kind: null, kindFrom: null, meanRange: null }
    const scalar = { unitFrom: 'setting', kind: 'scalar', kindFrom: 'unit' }
    assert.deepEqual(variables, [
      { name: 'wind_speed', ...unknown, range: [0, 60], rangeFrom: 'setting' },
      {
        name: 'power',
        unit: 'kW',
        ...scalar,
        range: [-200, 2400],
        rangeFrom: 'rated power',
        meanRange: [-200, 2400],
      },
      {
        name: 'ambient_temperature',
        unit: 'deg C',
        ...scalar,
        range: [-60, 60],
        rangeFrom: 'default',
        meanRange: [-60, 60],
      },
      { name: 'nacelle_temperature', ...unknown, range: null, rangeFrom: 'setting' },
      {
        name: 'wind_direction',
        unit: 'degrees from N',
        unitFrom: 'setting',
        range: null,
        rangeFrom: null,
        kind: 'direction',
        kindFrom: 'unit',
        meanRange: [0, 360],
      },
      {
        name: 'yaw_error',
        unit: null,
        unitFrom: null,
        range: null,
        rangeFrom: null,
        kind: 'signed-angle',
        kindFrom: 'setting',
        meanRange: [-180, 180],
      },
      {
        name: 'pitch',
        unit: 'deg',
        ...scalar,
        kindFrom: 'assumed',
        range: null,
        rangeFrom: null,
        meanRange: null,
      },
    ])
  })

  test('--ask-connector takes the units from the Source that the settings do not say', async () => {
    const { source, connector } = await createTestPipeline()
    await source.query('alter table data add yaw float8, add plain float8')
    await source.query(`comment on column data.yaw is '° from N'`)
    await source.query(`comment on column data.power is 'deg'`)
    const folder = folderWith({
      variables: { power: { unit: 'MW' }, yaw: {}, plain: {}, none: {} },
    })
    const { code, stdout, stderr } = await runMinuano(
      ['config', '--json', '--ask-connector'],
      { CONNECTOR_URL: connector.url },
      folder,
    )
    assert.equal(code, 0, stderr)
    const noUnit = [null, null, 'scalar', 'no unit']
    assert.deepEqual(
      shapeOf(stdout).variables.map(({ name, unit, unitFrom, kind, kindFrom }) => [
        ...[name, unit, unitFrom, kind, kindFrom],
      ]),
      [
        ['power', 'MW', 'setting', 'scalar', 'unit'],
        ['yaw', '° from N', 'source', 'direction', 'unit'],
        ['plain', ...noUnit],
        ['none', ...noUnit],
      ],
    )
  })

  test('--ask-connector without a Connector, and without --json, says what to do', async () => {
    const { env } = createDataFolder()
    const alone = await runMinuano(['config', '--json', '--ask-connector'], env)
    assert.deepEqual([alone.code, alone.stdout], [2, ''])
    assert.match(alone.stderr, /no Connector to ask: set CONNECTOR_URL, or let minuano up run/)
    const table = await runMinuano(['config', '--ask-connector'], env)
    assert.deepEqual([table.code, table.stdout], [2, ''])
    assert.match(table.stderr, /--ask-connector goes with --json/)
  })

  test('--schema prints the schema that the package has', async () => {
    const { code, stdout } = await runMinuano(['config', '--schema'])
    const url = new URL('../../minuano.schema.json', import.meta.url)
    assert.deepEqual([code, stdout], [0, readFileSync(url, 'utf8')])
  })

  test('a file that is not JSON is refused in one line, with line and column', async () => {
    const folder = folderWith({})
    writeFileSync(join(folder, 'minuano.json'), '{\n  "every": "5m",\n}\n')
    const { code, stdout, stderr } = await runMinuano(['config'], {}, folder)
    assert.deepEqual(
      [code, stdout, stderr],
      [2, '', 'minuano: minuano.json: is not JSON: line 3, column 1: unexpected "}"\n'],
    )
  })

  test('all faults come at once, with exit code 2', async () => {
    const folder = folderWith({ evry: '5m', target: { url: 'postgresql://u:hidden@h/d' } })
    const env = { MINUANO_TIME_ZONE: 'Mars' }
    const { code, stderr } = await runMinuano(['config', '--every', '7m'], env, folder)
    assert.equal(code, 2)
    assert.match(stderr, /evry in .*\n.*TARGET_DATABASE_URL_FILE\n(.*\n)*.*Mars.*\n.*--every: "7m"/)
    assert.doesNotMatch(stderr, /hidden/)
  })
})

describe('what is in force reaches the processes that a command starts', () => {
  const content = {
    every: '5m',
    timeZone: 'America/Sao_Paulo',
    variables: { wind: { column: 'wind_speed', range: [0, 1] }, power: { unit: 'MW' } },
    statistics: ['mean'],
    asset: 'T01',
  }

  test('the file’s settings, and a flag over them', async () => {
    const { env } = createDataFolder()
    const folder = folderWith(content)
    // As it is in this folder, and by name from another whose own file says something else.
    const elsewhere = folderWith({ every: '30m', asset: 'other', ratedPower: 1 })
    const rounds = [
      { cwd: folder, args: [] },
      { cwd: elsewhere, args: ['--config', join(folder, 'minuano.json')] },
      { cwd: folder, args: ['--asset', 'T02'] },
    ]
    for (const { cwd, args } of rounds) {
      const up = await runMinuano(['up', '--once', '--json', ...args], env, cwd)
      assert.equal(up.code, 0, up.stderr)
      // Ten days of UTC touch eleven of São Paulo.
      assert.equal((JSON.parse(up.stdout) as { days: number }).days, 11)
    }
    const statement =
      'select name, unit, count(value)::int as rows ' +
      'from signal left join data on signal_id = id group by id order by name'
    const sql = await runMinuano(['sql', 'target', statement, '--json'], env, folder)
    assert.equal(sql.code, 0, sql.stderr)
    const signals = JSON.parse(sql.stdout) as { name: string; unit: string; rows: number }[]
    assert.deepEqual(
      signals.map(({ name, unit }) => [name, unit]),
      [
        ['T01.power_mean_5m', 'MW'],
        ['T01.wind_mean_5m', 'm/s'],
        ['T02.power_mean_5m', 'MW'],
        ['T02.wind_mean_5m', 'm/s'],
      ],
    )
    const [power, wind, ...others] = signals.map(({ rows }) => rows)
    assert.equal(power, (10 * 24 * 60) / 5)
    // Most of the wind is above the range's 1 m/s.
    assert.ok(wind! > 0 && wind! < power / 2)
    assert.deepEqual(others, [power, wind])
  })
})
