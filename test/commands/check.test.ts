import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findFreePort } from '../support/free-port.ts'
import { runMinuano } from '../support/minuano.ts'
import {
  createKnownPlant,
  createTargetPlant,
  createTurbinePlant,
  makeFolder,
  runCheck,
} from '../support/plant.ts'
import type { Plant } from '../support/plant.ts'

const urls = (source: Plant, target: Plant) => ({
  SOURCE_DATABASE_URL: source.url,
  TARGET_DATABASE_URL: target.url,
})

describe('minuano check', () => {
  test('finds nothing wrong with a Source, a Target and a Connector that are as they should be', async () => {
    const found = await runCheck(urls(await createKnownPlant(), await createTargetPlant()))
    assert.deepEqual(found.faults(), [])
    assert.deepEqual([found.code, found.ok, found.stderr], [0, true, ''])
    for (const pattern of [
      /role Leser-\w+ may select public\.data$/,
      /^time column timestamp, timestamp with time zone/,
      /^samples are 1m apart \(100 % of the newest\), as is set/,
      /^index data_pkey on timestamp/,
      /the newest is of \d+(\.\d)? s ago, by the Source's clock/,
      /^each of the newest 4320 rows has a time of its own/,
      /may make tables in the schema public$/,
      /^this machine's clock and those of Source, Target, Connector differ by less/,
      /^it serves 2 variables \(wind_speed, power\)/,
    ]) {
      assert.equal(found.find(pattern).level, 'ok')
    }
    for (const pattern of [
      /its start, so that/,
      /instants or averages/,
      /no unit is known of power:/,
    ]) {
      assert.equal(found.find(pattern).level, 'unconfirmed')
    }
  })

  test('prints it for a person part by part, and ends with what is wrong on stderr', async () => {
    const source = await createKnownPlant()
    const { code, stdout, stderr } = await runMinuano(
      ['check', '--variables', 'wind_speed,torque'],
      urls(source, await createTargetPlant()),
      makeFolder(),
    )
    assert.match(stdout, /^Source\n {2}ok {11}PostgreSQL 1\d/)
    assert.match(
      stdout,
      /\n {2}fault {8}MINUANO_VARIABLES asks for torque, which public\.data does not/,
    )
    assert.match(stdout, /\n\nTarget\n.*\n\nConnector\n.*\n\nClocks\n.*\n\nNumbers\n/s)
    assert.match(
      stderr,
      /^minuano: check found 2 faults, and \d things that nobody confirmed[^\n]+\n$/,
    )
    assert.equal(code, 1)
  })

  test('ends with 75 where a database is not there and nothing else is wrong', async () => {
    const nowhere = `postgresql://a@127.0.0.1:${await findFreePort()}/b`
    const found = await runCheck({
      ...urls(await createKnownPlant(), await createTargetPlant()),
      TARGET_DATABASE_URL: nowhere,
    })
    assert.match(found.faults('Target')[0]!.text, /the Target is not available/)
    assert.equal(found.find(/^it serves 2 variables/).level, 'ok')
    assert.equal(found.code, 75)
    assert.match(found.stderr, /^minuano: check found 1 fault/)
  })

  test('ends with 2 where a setting cannot be followed, and goes on with the others', async () => {
    const env = urls(await createKnownPlant(), await createTargetPlant())
    const found = await runCheck({
      ...env,
      TARGET_DATABASE_URL: `${env.TARGET_DATABASE_URL}?sslmode=maybe`,
    })
    assert.match(found.faults('Target')[0]!.text, /sslmode of a database is "maybe"/)
    assert.equal(found.code, 2)
  })
})

describe('minuano check --write', () => {
  test('writes settings with which a backfill loads it, the values right', async () => {
    const target = await createTargetPlant()
    const env = urls(await createTurbinePlant(), target)
    const folder = makeFolder()
    const found = await runCheck(env, ['--write'], folder)
    assert.deepEqual(found.faults(), [])
    assert.deepEqual([found.code, found.written], [0, 'minuano.json'])
    const file = JSON.parse(readFileSync(join(folder, 'minuano.json'), 'utf8')) as unknown
    assert.deepEqual(file, {
      variables: {
        wind_speed: { column: 'Wind Speed (m/s)' },
        leistung: { column: 'Leistung [kW]' },
        windrichtung: { column: 'Windrichtung' },
      },
      sampleInterval: '1m',
      source: { table: 'scada."Turbine Data"', timeColumn: 'Zeit' },
    })
    assert.equal(found.find(/^wind_speed: .* seems to say m\/s\. If it is so/).level, 'unconfirmed')
    assert.equal(found.find(/^no variables: Nr \(/).level, 'note')
    const loaded = await runMinuano(['backfill', '2025-03-01', '2025-03-03'], env, folder)
    assert.equal(loaded.code, 0, loaded.stderr)
    const rows = await target.rows<{ name: string; count: string; least: number; most: number }>(
      `select name, count(*), min(value) as least, max(value) as most
       from data join signal on id = signal_id where name ~ '^(wind_speed|leistung)_(mean|max)$'
       group by name order by name`,
    )
    assert.deepEqual(rows, [
      { name: 'leistung_max', count: '432', least: 1009, most: 1009 },
      { name: 'leistung_mean', count: '432', least: 1004.5, most: 1004.5 },
      { name: 'wind_speed_max', count: '432', least: 9, most: 9 },
      { name: 'wind_speed_mean', count: '432', least: 4.5, most: 4.5 },
    ])
    assert.deepEqual((await runCheck(env, [], folder)).faults(), [])
  })

  test('says that faults of anything else stand all the same', async () => {
    const target = await createTargetPlant()
    await target.run(`alter role "${target.role}" set default_transaction_read_only = on`)
    const env = urls(await createTurbinePlant(), target)
    const found = await runCheck(env, ['--write'], makeFolder())
    assert.deepEqual([found.written, found.faults().length], ['minuano.json', 1])
    assert.match(
      found.find(/told above/).text,
      /^1 fault is told above, and stands all the same: minuano\.json is of the table alone/,
    )
  })

  test('without --write prints them, and leaves it at that', async () => {
    const env = urls(await createTurbinePlant(), await createTargetPlant())
    const folder = makeFolder()
    const { code, stdout } = await runMinuano(['check'], env, folder)
    assert.equal(code, 2, stdout)
    assert.match(
      stdout,
      /let minuano check --write do it\n\n\{\n {2}"variables": \{\n {4}"wind_speed": \{ "column": "Wind Speed \(m\/s\)" \},/,
    )
    assert.ok(!existsSync(join(folder, 'minuano.json')))
  })

  test('never writes over a file: it stays as it is, and what would be written is printed', async () => {
    const env = urls(await createTurbinePlant(), await createTargetPlant())
    const folder = makeFolder()
    writeFileSync(join(folder, 'minuano.json'), '{ "every": "5m" }\n')
    const { code, stdout } = await runMinuano(['check', '--write'], env, folder)
    assert.match(
      stdout,
      /minuano\.json is there already, and stays as it is: .*\n\n\{\n {2}"variables"/,
    )
    assert.equal(code, 2)
    assert.equal(readFileSync(join(folder, 'minuano.json'), 'utf8'), '{ "every": "5m" }\n')
  })
})
