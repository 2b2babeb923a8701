import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { atEnd } from '../support/at-end.ts'
import { startConnectorCommand } from '../support/connector-command.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { header, makeMinuteData, readRealData, realFile, sentinel } from '../support/minute-data.ts'
import type { MinuteData } from '../support/minute-data.ts'
import { runMinuano } from '../support/minuano.ts'
import { agree, oracleBins } from '../support/oracle.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { createTestTarget } from '../support/target.ts'

const [time, wind, , direction, temperature, , , pyrheliometer] = header

const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
atEnd(() => rmSync(folder, { recursive: true }))

/** How the station's columns are called in the Source. */
const mapping = [
  ...['--timestamp', time],
  ...['--column', `wind_speed=${wind}`],
  ...['--column', `wind_direction=${direction}`, '--unit', 'wind_direction=deg'],
  ...['--column', `ambient_temperature=${temperature}`],
  ...['--column', `chp1_temperature=${pyrheliometer}`],
]

const real = readRealData()
const noReal = real === undefined && `there is no ${realFile}`
const files: [what: string, data: MinuteData | undefined, skip: string | false][] = [
  ['a made-up file', makeMinuteData(), false],
  ['a real file', real, noReal],
]

interface Row {
  readonly variable: string
  readonly day: string
  readonly out_of_range: number
  readonly valid: number
}

for (const [what, data, skip] of files) {
  test(
    `${what} is imported, served by a running Connector, and run for both of its days`,
    { skip },
    async () => {
      const { csv, time: instants } = data!
      const column = (name: string) => data!.column(name)
      const database = await createTestDatabase()
      atEnd(() => database.drop())
      const source = { SOURCE_DATABASE_URL: database.url }
      const init = await runMinuano(['source', 'init'], source)
      assert.equal(init.code, 0, init.stderr)
      const connector = await startConnectorCommand(source)
      atEnd(() => connector.stop())
      const before = await fetch(`${connector.url}/variables`)
      assert.doesNotMatch(await before.text(), /chp1/)

      const file = join(folder, 'minute.csv.gz')
      writeFileSync(file, gzipSync(csv))
      const imported = await runMinuano(['source', 'import', file, ...mapping, '--json'], source)
      assert.equal(imported.code, 0, imported.stderr)
      const { seconds, ...result } = JSON.parse(imported.stdout) as Record<string, unknown>
      assert.equal(typeof seconds, 'number')
      assert.deepEqual(result, {
        table: 'public.data',
        ...{ read: 1440, inserted: 1440, updated: 0, unchanged: 0, repeated: 0, skipped: 0 },
        period: { first: '2018-10-18T07:00:00Z', last: '2018-10-19T06:59:00Z' },
        addedColumns: [
          { name: 'wind_direction', unit: 'deg' },
          { name: 'chp1_temperature', unit: 'deg C' },
        ],
        badRows: [],
        noValues: {},
        ...{ doubledHour: { first: 0, second: 0 }, repeatedHeaders: 0, comments: 0 },
        ...{ widened: null, warnings: [], notes: [] },
      })

      const query = 'start=2018-10-18&end=2018-10-20&variables=chp1_temperature'
      let answer = await fetch(`${connector.url}/data?${query}`)
      // The Connector reads its Source's catalogue again for an unknown name, once a second at most.
      for (let tries = 0; answer.status === 422 && tries < 50; tries++) {
        await answer.text()
        await sleep(100)
        answer = await fetch(`${connector.url}/data?${query}`)
      }
      const served = (await answer.json()) as { chp1_temperature: number }[]
      assert.deepEqual(
        served.map((row) => row.chp1_temperature),
        column(pyrheliometer),
      )

      const { url: targetUrl, target } = await createTestTarget()
      const variables = 'wind_speed,wind_direction,ambient_temperature,chp1_temperature'
      for (const day of ['2018-10-18', '2018-10-19']) {
        const run = await runMinuano(['run', day, '--variables', variables], {
          CONNECTOR_URL: connector.url,
          TARGET_DATABASE_URL: targetUrl,
          MINUANO_RANGES: 'chp1_temperature=-1000..100',
        })
        assert.equal(run.code, 0, run.stderr)
        assert.match(run.stdout, /\d+ of chp1_temperature out of range/)
      }
      const { rows: values } = await target.client.query<{
        name: string
        us: number
        value: number
      }>(
        `select name, (extract(epoch from "timestamp") * 1e6)::float8 as us, value
       from data join signal on signal.id = signal_id`,
      )
      const held = new Map(values.map(({ name, us, value }) => [`${name} ${us}`, value]))
      const period = { start: Date.UTC(2018, 9, 18) * 1000, end: Date.UTC(2018, 9, 20) * 1000 }
      const inRange = column(pyrheliometer).map((value) => (value < -1000 ? NaN : value))
      const expected = {
        wind_speed: column(wind),
        ambient_temperature: column(temperature),
        chp1_temperature: inRange,
      }
      for (const [variable, samples] of Object.entries(expected)) {
        let compared = 0
        for (const bin of await oracleBins(instants, samples, period, 600)) {
          for (const statistic of ['mean', 'min', 'max', 'std'] as const) {
            const key = `${variable}_${statistic} ${bin.start}`
            if (bin[statistic] === null) assert.equal(held.get(key), undefined)
            else assert.ok(agree(held.get(key)!, bin[statistic], bin.max - bin.min), key)
            compared++
          }
        }
        assert.ok(compared > 0)
      }
      const names = new Set(values.map(({ name }) => name))
      assert.ok(names.has('wind_direction_mean') && !names.has('wind_direction_max'))
      assert.ok(names.has('chp1_temperature_min'))
      const lowest = values.filter(({ name }) => name === 'chp1_temperature_min')
      assert.ok(lowest.every(({ value }) => value >= -1000))

      assert.ok(column(pyrheliometer).includes(sentinel))
      const { rows: ledger } = await target.client.query<Row>(
        `select variable, day::text, out_of_range, valid from load where variable = 'chp1_temperature' order by day`,
      )
      const midnight = instants.findIndex((instant) => instant >= Date.UTC(2018, 9, 19) * 1000)
      const days = [inRange.slice(0, midnight), inRange.slice(midnight)]
      assert.deepEqual(
        ledger.map(({ out_of_range, valid }) => [out_of_range, valid]),
        days.map((samples) => [
          samples.filter(Number.isNaN).length,
          samples.filter((value) => !Number.isNaN(value)).length,
        ]),
      )
    },
  )
}

describe('minuano source import', () => {
  test('reads standard input into the embedded Source, which needs no settings', async () => {
    const { env } = createDataFolder()
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
    const args = ['source', 'import', '-', '--timestamp', 't', '--column', 'power=p [kW]']
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    })
    child.stdin.end('t\tp [kW]\n2025-01-01 00:00\t7\n2025-01-01 00:01\t8\n')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    assert.match(stdout, /^public\.data: 2 rows read, .*: 2 inserted, 0 updated/, stderr)
    const { stdout: rows } = await runMinuano(
      ['sql', 'source', 'select sum(power) as power from data', '--json'],
      env,
    )
    assert.deepEqual(JSON.parse(rows), [{ power: 15 }])
  })

  test('lists a file’s columns without a database, and refuses wrong options', async () => {
    const file = join(folder, 'file.csv')
    writeFileSync(file, 'time,wind\n2025-01-01,1\n')
    const nowhere = { SOURCE_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    const cases: [args: string[], code: number, message: RegExp][] = [
      [[], 2, /--timestamp says .*\n {2}time\n {2}wind\nSuch as: minuano source import/],
      [['--timestamp', 'time'], 2, /--column says which variable/],
      [['--timestamp', 'tim', '--column', 'w=wind'], 1, /no column "tim"; did you mean "time"/],
      [['--column', 'wind'], 2, /Write name=text/],
      [['--column', 'w=wind', '--column', 'w=wind'], 2, /w is given twice/],
      [['--delimiter', 'ab'], 2, /It must be auto/],
      [['--thousands', ';'], 2, /It must be ","/],
      [['--header-line', '0'], 2, /It must be a line from 1 to 1000/],
      [
        ['--timestamp', 'time', '--column', 'w=wind', '--decimal-comma', '--thousands', ','],
        2,
        /is the decimal mark too/,
      ],
      [['--timestamp', 'time', '--column', 'w=wind', '--header-line', '9'], 1, /has no line 9/],
      [['--encoding', 'ebcdic'], 2, /It must be auto, or such as utf-8/],
      [['--time-zone', 'Mars'], 2, /--time-zone: "Mars"/],
      [['--timestamp', 'time', '--column', 'w=wind', '--unit', 'p=kW'], 2, /no --column p=/],
    ]
    for (const [args, code, message] of cases) {
      const ended = await runMinuano(['source', 'import', file, ...args], nowhere)
      assert.match(ended.stderr, message)
      assert.equal(ended.code, code, ended.stderr)
    }
  })

  test('says which rows it left out, on stderr, and exits 1 where it may not', async () => {
    const database = await createTestDatabase()
    atEnd(() => database.drop())
    const env = { SOURCE_DATABASE_URL: database.url }
    assert.equal((await runMinuano(['source', 'init'], env)).code, 0)
    const file = join(folder, 'bad.csv')
    writeFileSync(file, 'time,wind\n2025-01-01,1\n2025-01-02,x\n')
    const args = ['source', 'import', file, '--timestamp', 'time', '--column', 'wind_speed=wind']
    const refused = await runMinuano(args, env)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /bad\.csv has 1 bad row, so nothing was loaded:\n {2}line 3: "x"/)
    const skipped = await runMinuano([...args, '--skip-bad-rows'], env)
    assert.equal(skipped.code, 0, skipped.stderr)
    assert.match(
      skipped.stderr,
      /^left out as bad:\n {2}line 3: "x" is no number \(wind_speed\): --no-value "x" if .*\n$/,
    )
    assert.match(skipped.stdout, /2 rows read, .*: 1 inserted, 0 updated, 0 unchanged, 1 skipped/)
    const client = new pg.Client(database.url)
    await client.connect()
    const { rows } = await client.query('select wind_speed from data')
    await client.end()
    assert.deepEqual(rows, [{ wind_speed: 1 }])
  })

  const wind = ['--timestamp', 'time', '--column', 'wind_speed=wind']

  test('shows how a file is understood, without a database, and fails where an import would', async () => {
    const nowhere = { SOURCE_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    const file = join(folder, 'try.csv')
    const lines = [
      '# Site °',
      'time;wind [km/h]',
      '13.02.2024 00:00;1.234,5',
      '13.02.2024 00:01;Bad',
    ]
    writeFileSync(file, Buffer.from(lines.join('\n'), 'latin1'))
    const args = ['source', 'import', file, '--dry-run', '--timestamp', 'time']
    const column = ['--column', 'w=wind [km/h]', '--time-zone', 'Etc/GMT+3']
    const ended = await runMinuano([...args, ...column], nowhere)
    assert.equal(ended.code, 0, ended.stderr)
    assert.match(
      ended.stdout,
      /encoding +windows-1252\ndelimiter +";"\nheader +line 2\ntimes +dd\.MM\.yyyy HH:mm; .* Etc\/GMT\+3\ndecimal mark +","\nthousands +"\."\ncolumn +w = "wind \[km\/h\]", in km\/h\nrow +2024-02-13T03:00:00Z {2}1234\.5\nrow +2024-02-13T03:01:00Z {2}no value\nrows +2 read, 0 of them bad\nperiod +2024-02-13T03:00:00Z to 2024-02-13T03:01:00Z\nnothing was written/,
    )
    const json = await runMinuano([...args, ...column, '--json'], nowhere)
    const { read, noValues, rows } = JSON.parse(json.stdout) as Record<string, unknown>
    assert.deepEqual([read, noValues], [2, { Bad: 1 }])
    assert.deepEqual(rows, [
      ['2024-02-13T03:00:00Z', 1234.5],
      ['2024-02-13T03:01:00Z', null],
    ])
    writeFileSync(file, 'time,wind\n2025-01-01,1\n2025-01-02,x\n2025-01-01,2\n')
    const bad = await runMinuano(['source', 'import', file, '--dry-run', ...wind], nowhere)
    assert.equal(bad.code, 1)
    assert.match(bad.stderr, /1 rows are at a time of another row.*1 bad row/s)
  })

  test('a dry run of a thousand columns is a page, and --json has them all', async () => {
    const nowhere = { SOURCE_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    const file = join(folder, 'wide.csv')
    const names = Array.from({ length: 1000 }, (_, at) => `c${at}`)
    const rows = ['00:00', '00:01'].map((time) => [
      `2025-01-01 ${time}`,
      ...names.map((_, at) => at),
    ])
    writeFileSync(file, [['time', ...names], ...rows].map((cells) => cells.join(',')).join('\n'))
    const columns = names.flatMap((name) => ['--column', `${name}=${name}`])
    const args = ['source', 'import', file, '--dry-run', '--timestamp', 'time', ...columns]
    const { code, stdout, stderr } = await runMinuano(args, nowhere)
    assert.equal(code, 0, stderr)
    const lines = stdout.split('\n')
    assert.ok(lines.length < 50, String(lines.length))
    assert.ok(lines.every((line) => line.length < 150))
    assert.match(stdout, /^column +and 970 more \(--json has them all\)$/m)
    assert.match(stdout, /^row .* 6 {2}7 {2}and 992 more/m)
    const json = JSON.parse((await runMinuano([...args, '--json'], nowhere)).stdout) as {
      columns: unknown[]
      rows: unknown[][]
    }
    assert.deepEqual([json.columns.length, json.rows[0]!.length], [1000, 1001])
  })

  test('imports a folder file by file, goes on after a bad one, and finds nothing new again', async () => {
    const database = await createTestDatabase()
    atEnd(() => database.drop())
    const env = { SOURCE_DATABASE_URL: database.url }
    assert.equal((await runMinuano(['source', 'init'], env)).code, 0)
    const inbox = mkdtempSync(join(folder, 'inbox-'))
    const write = (name: string, text: string) =>
      writeFileSync(join(inbox, name), name.endsWith('.gz') ? gzipSync(text) : text)
    write('1.csv', 'time,wind\n2025-01-01,1\n')
    write('2.csv', 'time,wind\n2025-01-02,x\n')
    write('3.csv.gz', 'time,wind\n2025-01-03,gone\n')
    write('notes.md', 'no values')
    const args = ['source', 'import', inbox, ...wind, '--no-value', 'gone']
    const first = await runMinuano(args, env)
    assert.equal(first.code, 1)
    assert.match(first.stdout, /1\.csv: .*1 inserted.*\n.*3\.csv\.gz: .*1 inserted/)
    assert.match(first.stderr, /2\.csv has 1 bad row/)
    assert.match(first.stderr, /3\.csv\.gz: cells without value, by their text: "gone" 1/)
    assert.match(first.stderr, /1 of 3 files failed, the others are done: .*2\.csv\n$/)
    write('2.csv', 'time,wind\n2025-01-02,2\n')
    const again = await runMinuano([...args, '--json'], env)
    assert.equal(again.code, 0, again.stderr)
    const { files, failed } = JSON.parse(again.stdout) as {
      files: { file: string; inserted: number; unchanged: number }[]
      failed: number
    }
    assert.equal(failed, 0)
    assert.deepEqual(
      files.map(({ file, inserted, unchanged }) => [
        file.slice(inbox.length + 1),
        inserted,
        unchanged,
      ]),
      [
        ['1.csv', 0, 1],
        ['2.csv', 1, 0],
        ['3.csv.gz', 0, 1],
      ],
    )
    const gone = await runMinuano(
      ['source', 'import', join(inbox, '0.csv'), join(inbox, '1.csv'), ...wind],
      env,
    )
    assert.equal(gone.code, 1)
    assert.match(gone.stderr, /0\.csv: there is no such file/)
    assert.match(gone.stdout, /1\.csv: .*1 unchanged.*nothing new/)
    const none = await runMinuano(
      ['source', 'import', mkdtempSync(join(folder, 'empty-')), ...wind],
      env,
    )
    assert.match(none.stderr, /has no file that ends in \.csv/)
  })
})
