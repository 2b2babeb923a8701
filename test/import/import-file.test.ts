import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, beforeEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type pg from 'pg'
import { loadConfig } from '../../src/config/load-config.ts'
import { importFile } from '../../src/import/import-file.ts'
import type { ImportResult } from '../../src/import/import-file.ts'
import { initSource } from '../../src/source/table/init-source.ts'
import { openFile } from '../../src/import/open-file.ts'
import { connectToTestDatabase } from '../support/connect-to-test-database.ts'

interface Options {
  readonly timestamps?: string[]
  readonly columns?: Record<string, string>
  readonly units?: Record<string, string>
  readonly timeFormat?: string
  readonly timeZone?: string
  readonly delimiter?: string
  readonly decimalComma?: boolean
  readonly decimalPoint?: boolean
  readonly thousands?: ',' | '.'
  readonly headerLine?: number
  readonly noValue?: string[]
  readonly encoding?: string
  readonly skipBadRows?: boolean
  readonly replace?: boolean
  readonly env?: Record<string, string>
}

describe('importing a file into the Source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  let client: pg.Client

  before(async () => {
    ;({ client } = await connectToTestDatabase())
  })
  after(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    await client.query('drop table if exists data')
    await initSource(client)
  })

  async function importText(
    content: string | Uint8Array,
    options: Options = {},
  ): Promise<ImportResult> {
    const file = join(folder, 'file.csv')
    writeFileSync(file, content)
    return importOpen(file, Readable.from([]), options)
  }

  async function importOpen(file: string, standardInput: Readable, options: Options) {
    const opened = await openFile({
      file,
      standardInput,
      timestamps: options.timestamps ?? ['time'],
      columns: new Map(Object.entries(options.columns ?? { wind_speed: 'wind' })),
      units: new Map(Object.entries(options.units ?? {})),
      encoding: options.encoding,
      delimiter: options.delimiter,
      headerLine: options.headerLine,
      timeFormat: options.timeFormat,
      decimalComma: options.decimalComma ?? false,
      decimalPoint: options.decimalPoint ?? false,
      thousands: options.thousands,
    })
    try {
      return await importFile(client, opened, {
        settings: loadConfig(options.env ?? {}),
        timeZone: options.timeZone ?? 'UTC',
        noValue: options.noValue ?? [],
        skipBadRows: options.skipBadRows ?? false,
        replace: options.replace ?? false,
      })
    } finally {
      await opened.close()
    }
  }

  /** All rows, each as text: `00:10 wind power temperature …`, and `.` for no value. */
  async function rows(): Promise<string[]> {
    const { rows } = await client.query<(string | null)[]>({
      text: `select to_char("timestamp" at time zone 'UTC', 'HH24:MI:SS') as time, d.* from data d order by "timestamp"`,
      rowMode: 'array',
      types: { getTypeParser: () => (value: unknown) => value },
    })
    return rows.map(([time, , ...values]) =>
      [time, ...values.map((value) => value ?? '.')].join(' '),
    )
  }

  const counts = ({ read, inserted, updated, unchanged, skipped }: ImportResult) => ({
    read,
    inserted,
    updated,
    unchanged,
    skipped,
  })

  const small = 'time,wind\n2025-01-01 00:00,5.5\n2025-01-01 00:01,\n2025-01-01 00:02,7\n'

  test('writes its rows, and again writes none', async () => {
    const first = await importText(small)
    assert.deepEqual(counts(first), { read: 3, inserted: 3, updated: 0, unchanged: 0, skipped: 0 })
    assert.deepEqual(first.period, {
      first: Date.UTC(2025, 0, 1) * 1000,
      last: Date.UTC(2025, 0, 1, 0, 2) * 1000,
    })
    assert.deepEqual(await rows(), ['00:00:00 5.5 . .', '00:01:00 . . .', '00:02:00 7 . .'])
    const seen = await client.query('select xmin::text from data')
    const again = await importText(small)
    assert.deepEqual(counts(again), { read: 3, inserted: 0, updated: 0, unchanged: 3, skipped: 0 })
    assert.deepEqual((await client.query('select xmin::text from data')).rows, seen.rows)
  })

  test('gives back every double and every second', async () => {
    // As text, -0 is 0.
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const value = fc.option(double, { nil: null })
    const time = fc.integer({ min: 0, max: 4e9 })
    const data = fc.uniqueArray(fc.tuple(time, value, value), {
      selector: ([key]) => key,
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(data, async (written) => {
        await client.query('truncate data')
        const lines = written.map(
          ([second, wind, power]) =>
            `${wind ?? ''};${new Date(second * 1000).toISOString()};${power ?? ''}`,
        )
        const result = await importText(['w;t;p', ...lines].join('\r\n'), {
          timestamps: ['t'],
          columns: { power: 'p', wind_speed: 'w' },
        })
        assert.equal(result.inserted, written.length)
        const { rows } = await client.query<{
          second: number
          wind: number | null
          power: number | null
        }>(
          `select extract(epoch from "timestamp")::float8 as second, wind_speed as wind, power from data order by 1`,
        )
        assert.deepEqual(
          rows.map(({ second, wind, power }) => [second, wind, power]),
          written.toSorted(([a], [b]) => a - b),
        )
      }),
      { numRuns: 30 },
    )
  })

  test('adds the columns that are missing, with the units of headers and options', async () => {
    const csv = 'time,T [deg C],Dir (deg),P\n2025-01-01T00:00Z,1,2,3\n'
    const result = await importText(csv, {
      columns: { ambient_temperature: 'T [deg C]', wind_direction: 'Dir (deg)', pressure: 'P' },
      units: { pressure: 'hPa' },
    })
    assert.deepEqual(result.addedColumns, [
      { name: 'wind_direction', unit: 'deg' },
      { name: 'pressure', unit: 'hPa' },
    ])
    assert.deepEqual(result.warnings, [])
    assert.deepEqual(await rows(), ['00:00:00 . . 1 2 3'])
    const { rows: columns } = await client.query(
      `select attname as name, format_type(atttypid, atttypmod) as type, col_description(attrelid, attnum) as unit,
         has_column_privilege('connector', attrelid, attnum, 'select') as readable
       from pg_attribute where attrelid = 'data'::regclass and attnum > 4 order by attnum`,
    )
    assert.deepEqual(columns, [
      { name: 'wind_direction', type: 'double precision', unit: 'deg', readable: true },
      { name: 'pressure', type: 'double precision', unit: 'hPa', readable: true },
    ])
  })

  test('warns of a unit that is another than the Source’s, and keeps the Source’s', async () => {
    const { warnings } = await importText('time,wind [kn]\n2025-01-01,9\n', {
      columns: { wind_speed: 'wind [kn]' },
    })
    assert.match(warnings.join(), /wind_speed is in m\/s in the Source, and the file says kn/)
    const { rows } = await client.query(`select col_description('data'::regclass, 2) as unit`)
    assert.deepEqual(rows, [{ unit: 'm/s' }])
  })

  const otherWind = small.replace('5.5', '5.6')

  test('refuses other values, and with --replace writes its own columns alone', async () => {
    await client.query(`insert into data values ('2025-01-01T00:00Z', 5.5, 100, 20)`)
    await assert.rejects(importText(otherWind), {
      code: 'source-differs',
      message: /1 other rows.*2025-01-01T00:00:00Z.*--replace/,
    })
    assert.deepEqual(await rows(), ['00:00:00 5.5 100 20'])
    const result = await importText(otherWind, { replace: true })
    assert.deepEqual(counts(result), { read: 3, inserted: 2, updated: 1, unchanged: 0, skipped: 0 })
    assert.deepEqual(await rows(), ['00:00:00 5.6 100 20', '00:01:00 . . .', '00:02:00 7 . .'])
  })

  test('takes a value away only with --replace, and fills in where there was none without it', async () => {
    await client.query(`insert into data values ('2025-01-01T00:01Z', 6, 100, 20)`)
    await assert.rejects(importText(small), { code: 'source-differs' })
    await importText(small, { replace: true })
    assert.equal((await rows())[1], '00:01:00 . 100 20')
    const filled = await importText(small.replace('00:01,', '00:01,6'))
    assert.deepEqual(counts(filled), { read: 3, inserted: 0, updated: 1, unchanged: 2, skipped: 0 })
    assert.equal((await rows())[1], '00:01:00 6 100 20')
    const column = await importText(small, { columns: { gust: 'wind' } })
    assert.deepEqual(counts(column), { read: 3, inserted: 0, updated: 2, unchanged: 1, skipped: 0 })
    assert.equal((await rows())[2], '00:02:00 7 . . 7')
  })

  const bad = [
    'time,wind,note',
    '2025-01-01 00:00,1,',
    '2025-01-01 00:01,one,',
    'soon,2,',
    '',
    '2025-01-01 00:03,3',
    '2025-01-01 00:00,4,again',
    '2025-01-01 00:05,"5"x,',
    '2025-01-01 00:06,"6",lost',
    '2025-01-01 00:06,"6","two\nlines"',
    '2025-01-01 00:07,7,8,9',
    '2025-01-01 00:08,"8",',
    '',
  ].join('\n')

  test('refuses bad rows with their lines and reasons, and changes nothing', async () => {
    await assert.rejects(importText(bad, { columns: { gust: 'wind' } }), (error: Error) => {
      assert.deepEqual(error.message.split('\n').slice(1, -1), [
        '  line 3: "one" is no number (gust): --no-value "one" if it says that there is none',
        '  line 4: "soon" is no ISO time',
        '  line 6: 2 cells, where the header has 3',
        '  line 7: the same time as line 2, 2025-01-01T00:00:00Z, and other values',
        '  line 8: a quote (") stands in the wrong place, or is not closed: nothing up to line 9 can be read',
        '  line 12: 4 cells, where the header has 3',
      ])
      assert.match(error.message, /file\.csv has 6 bad rows, so nothing was loaded/)
      return true
    })
    assert.deepEqual(await rows(), [])
    const { rowCount } = await client.query(
      `select from pg_attribute where attrelid = 'data'::regclass and attname = 'gust'`,
    )
    assert.equal(rowCount, 0)
  })

  test('leaves bad rows out if it may, and counts them', async () => {
    const result = await importText(bad, { skipBadRows: true })
    assert.deepEqual(counts(result), { read: 9, inserted: 3, updated: 0, unchanged: 0, skipped: 6 })
    assert.equal(result.badRows.first.length, 6)
    assert.deepEqual(await rows(), ['00:00:00 1 . .', '00:06:00 6 . .', '00:08:00 8 . .'])
  })

  test('lists 20 bad rows, and counts the others', async () => {
    const lines = Array.from({ length: 50 }, (_, row) => `2025-01-01 00:${row + 10},x`)
    const csv = `time,wind\n2025-01-01,1\n${lines.join('\n')}`
    await assert.rejects(importText(csv), {
      code: 'import-refused',
      message: /line 22: .*\n {2}and 30 more\n/,
    })
  })

  test('refuses a file of bad rows alone, of none, and an empty one', async () => {
    await assert.rejects(importText('time,wind\n2025-01-01,x\n', { skipBadRows: true }), {
      code: 'import-refused',
      message: /1 bad row/,
    })
    await assert.rejects(importText('time,wind\n'), { code: 'import-refused', message: /no rows/ })
    await assert.rejects(importText(''), { code: 'import-refused', message: /is empty/ })
  })

  test('says what to do where no time can be read', async () => {
    for (const [csv, message] of [
      ['time,wind\nsoon,1\n', /such as "soon": say how it is written by --time-format/],
      ['time,wind\n00:05:00,1\n', /such as "00:05:00": it has no day: give the column of the day/],
    ] as const) {
      await assert.rejects(importText(csv), { code: 'import-refused', message })
    }
    const quoted = 'day,time,wind\n2025-01-01,00:05 Uhr,1\n'
    const timestamps = ['day', 'time']
    await assert.rejects(importText(quoted, { timestamps }), { message: /--time-format/ })
    await importText(quoted, { timestamps, timeFormat: "yyyy-MM-dd HH:mm 'Uhr'" })
    assert.deepEqual(await rows(), ['00:05:00 1 . .'])
  })

  test('a header is found whichever way its accents are stored', async () => {
    for (const form of ['NFC', 'NFD']) {
      await importText(`# x\ntime,${'été'.normalize(form)}\n2025-01-01 00:00,1\n`, {
        columns: { wind_speed: 'été'.normalize(form === 'NFC' ? 'NFD' : 'NFC') },
      })
      assert.deepEqual(await rows(), ['00:00:00 1 . .'])
    }
    await assert.rejects(importText('time,wind\n13.03.2025 00:00 Uhr,1\n'), {
      message: /such as "13\.03\.2025 00:00 Uhr": say how it is written/,
    })
  })

  test('rows without a cell are none, and a header may end with a delimiter that its rows lack', async () => {
    const { read } = counts(
      await importText('time,wind,,\n2025-01-01 00:00,1\n2025-01-01 00:01,2,,\n,,,\n ,\n'),
    )
    assert.equal(read, 2)
    assert.deepEqual(await rows(), ['00:00:00 1 . .', '00:01:00 2 . .'])
    await assert.rejects(importText('time,wind,note\n2025-01-01 00:00,1\n'), {
      message: /line 2: 2 cells, where the header has 3/,
    })
  })

  test('a comment among the rows is no row, whatever its mark', async () => {
    const csv = 'time,wind\n2025-01-01 00:00,1\n# a\n// b, c, d\n; e\n2025-01-01 00:01,2\n'
    const { seen } = await importText(csv)
    assert.deepEqual([seen.read, seen.comments], [2, 3])
    assert.deepEqual(await rows(), ['00:00:00 1 . .', '00:01:00 2 . .'])
  })

  /** The options of an advice, as the command line would read them. */
  function follow(advice: string): Options {
    return {
      ...(/--time-format "([^"]+)"/.test(advice) && {
        timeFormat: /--time-format "([^"]+)"/.exec(advice)![1]!,
      }),
      ...(/--thousands "(.)"/.test(advice) && {
        thousands: /--thousands "(.)"/.exec(advice)![1] as ',' | '.',
      }),
      decimalComma: advice.includes('--decimal-comma'),
      decimalPoint: advice.includes('--decimal-point'),
      ...(/--no-value "([^"]+)"/.test(advice) && {
        noValue: [/--no-value "([^"]+)"/.exec(advice)![1]!],
      }),
    }
  }

  const advised: [what: string, csv: string, options: Options, results: [string, string][]][] = [
    [
      'a day and a month',
      'time,wind\n05/11/2018 07:00,1\n05/11/2018 07:01,2\n',
      {},
      [
        ['--time-format "dd/MM/yyyy HH:mm"', '2018-11-05T07:00:00.000Z 1'],
        ['--time-format "MM/dd/yyyy HH:mm"', '2018-05-11T07:00:00.000Z 1'],
      ],
    ],
    [
      'a year of two digits',
      'time;wind\n07.08.24;1\n',
      {},
      [
        ['--time-format "dd.MM.yy"', '2024-08-07T00:00:00.000Z 1'],
        ['--time-format "MM.dd.yy"', '2024-07-08T00:00:00.000Z 1'],
        ['--time-format "yy.MM.dd"', '2007-08-24T00:00:00.000Z 1'],
      ],
    ],
    [
      'days as a spreadsheet counts them',
      'time,wind\n43409.291667,1\n',
      {},
      [
        ['--time-format "excel"', '2018-11-05T07:00:00.000Z 1'],
        ['--time-format "excel-1904"', '2022-11-06T07:00:00.000Z 1'],
      ],
    ],
    [
      'a format that reads none of the times',
      'time,wind\n13/11/2018 07:00,1\n',
      { timeFormat: 'MM/dd/yyyy HH:mm' },
      [['--time-format "dd/MM/yyyy HH:mm"', '2018-11-13T07:00:00.000Z 1']],
    ],
    [
      'a comma that may be either mark',
      'time,wind\n2025-01-01,"2,500"\n2025-01-02,"990"\n',
      {},
      [
        ['--thousands ","', '2025-01-01T00:00:00.000Z 2500'],
        ['--decimal-comma', '2025-01-01T00:00:00.000Z 2.5'],
      ],
    ],
    [
      'a point that may be either mark',
      'time;wind\n2025-01-01;2.500\n2025-01-02;990\n',
      {},
      [
        ['--thousands "."', '2025-01-01T00:00:00.000Z 2500'],
        ['--decimal-point', '2025-01-01T00:00:00.000Z 2.5'],
      ],
    ],
    [
      'a text that is not known',
      'time,wind\n2025-01-01,5\n2025-01-02,asleep\n',
      {},
      [['--no-value "asleep"', '2025-01-01T00:00:00.000Z 5']],
    ],
  ]
  for (const [what, csv, options, results] of advised) {
    test(`refuses ${what} with every reading, and each advice works as it is given`, async () => {
      let message = ''
      await assert.rejects(importText(csv, { ...options, skipBadRows: false }), (error: Error) => {
        ;({ message } = error)
        return true
      })
      const first = async () => {
        const { rows } = await client.query<{ at: Date; wind: number }>(
          'select "timestamp" as at, wind_speed as wind from data order by 1',
        )
        return `${rows[0]!.at.toISOString()} ${rows[0]!.wind}`
      }
      for (const [advice, expected] of results) {
        assert.ok(message.includes(advice), `${advice} is not in: ${message}`)
        await client.query('truncate data')
        await importText(csv, follow(advice))
        assert.equal(await first(), expected)
      }
    })
  }

  test('reads times of one meaning alone as they are, and says how', async () => {
    const csv = 'time,wind\n18/10/2018 07:00,1\n18/10/2018 07:01,2\n'
    const { inserted, period, notes } = await importText(csv)
    assert.equal(inserted, 2)
    assert.equal(period.first, Date.UTC(2018, 9, 18, 7) * 1000)
    assert.match(notes.join(), /times were read as dd\/MM\/yyyy HH:mm/)
  })

  test('doubts a point between thousands to the last row, not only in the first ones', async () => {
    const lines = Array.from({ length: 25_000 }, (_, row) => `${1_700_000_000 + row};${row % 999}`)
    const csv = ['time;wind', ...lines, '1800000000;1.234'].join('\n')
    await assert.rejects(importText(csv), {
      code: 'import-refused',
      message: /"1\.234" is 1234 by/,
    })
    const { inserted } = await importText(`${csv}\n1800000001;0.5`)
    assert.equal(inserted, 25_002)
  })

  test('reads a date and a time of day that stand apart', async () => {
    const csv = 'Day;wind;Hour\n13.02.2024;1;9:05\n13.02.2024;2;24:00\n'
    const { period } = await importText(csv, { timestamps: ['Day', 'Hour'] })
    assert.deepEqual(period, {
      first: Date.UTC(2024, 1, 13, 9, 5) * 1000,
      last: Date.UTC(2024, 1, 14) * 1000,
    })
  })

  test('takes states and errors in cells for no value, keeps the other columns, and counts them', async () => {
    const csv = 'time,wind,p\n2025-01-01,Bad,1\n2025-01-02,5,#N/A\n2025-01-03,1e999,Bad\n'
    const result = await importText(csv, { columns: { wind_speed: 'wind', power: 'p' } })
    assert.deepEqual(
      [...result.noValues],
      [
        ['Bad', 2],
        ['#N/A', 1],
        ['1e999', 1],
      ],
    )
    assert.equal(result.inserted, 3)
    assert.deepEqual(await rows(), ['00:00:00 . 1 .', '00:00:00 5 . .', '00:00:00 . . .'])
  })

  test('takes equal rows of a file for one, says how many, and refuses others of the same time', async () => {
    const again = `${small}2025-01-01 00:00,5.5\n2025-01-01 00:01,\n2025-01-01 00:01,\n`
    const result = await importText(again)
    assert.equal(result.repeated, 3)
    assert.equal(result.inserted, 3)
    assert.match(result.notes.join(), /3 rows came again, equal/)
    await assert.rejects(importText(`${again}2025-01-01 00:02,8\n`), {
      code: 'import-refused',
      message: /1 bad row.*\n {2}line 8: the same time as line 4/,
    })
  })

  test('refuses a file of several turbines, whatever is to be skipped, and names the column that may say which', async () => {
    const lines = Array.from({ length: 12 }, (_, minute) =>
      ['R1', 'R2'].map((name, at) => `${name},2025-01-01 00:${10 + minute},${minute + at}`),
    )
    const csv = `Wind_turbine_name,time,wind\n${lines.flat().join('\n')}\n`
    for (const skipBadRows of [false, true]) {
      await assert.rejects(importText(csv, { skipBadRows }), {
        code: 'import-refused',
        message:
          /has 12 rows of a time that another row has, with other values, so nothing was loaded:\n {2}line 3: .*It holds several turbines.*by its column Wind_turbine_name\)/s,
      })
    }
    // The advice followed: a file of one.
    const one = csv.split('\n').filter((line) => !line.startsWith('R2'))
    assert.equal((await importText(one.join('\n'))).inserted, 12)
  })

  test('names the column of times of day where a column of dates alone was asked for', async () => {
    const lines = Array.from(
      { length: 12 },
      (_, minute) => `2025-01-01,00:${10 + minute},${minute}`,
    )
    const csv = `Date,Time,wind\n${lines.join('\n')}\n`
    await assert.rejects(importText(csv, { timestamps: ['Date'] }), {
      code: 'import-refused',
      message:
        /If "Date" is but the date, add the time of day: --timestamp "Date" --timestamp "Time"\. Otherwise it holds several/,
    })
    assert.equal((await importText(csv, { timestamps: ['Date', 'Time'] })).inserted, 12)
  })

  const toa5 = [
    '"TOA5","mast","CR6"',
    '"TIMESTAMP","RECORD","wind"',
    '"TS","RN","km/h"',
    '"","","Avg"',
    '"2025-01-01 00:00:00",0,5',
    '"2025-01-01 00:01:00",1,"NAN"',
  ]

  test('reads TOA5 files, also one after another in one, and takes their units', async () => {
    const later = toa5.map((line) => line.replace('2025-01-01', '2025-01-02'))
    const options = { timestamps: ['TIMESTAMP'], columns: { gust: 'wind' } }
    const result = await importText([...toa5, ...later].join('\r\n'), options)
    assert.deepEqual(counts(result), { read: 4, inserted: 4, updated: 0, unchanged: 0, skipped: 0 })
    assert.deepEqual(result.addedColumns, [{ name: 'gust', unit: 'km/h' }])
    assert.equal(result.seen.repeatedHeaders, 4)
    const changed = [...toa5, ...later].map((line, at) =>
      at === 7 ? '"TIMESTAMP","wind","RECORD"' : line,
    )
    await assert.rejects(importText(changed.join('\n'), { ...options, skipBadRows: true }), {
      code: 'import-refused',
      message: /line 8 .*another header.*split the file/,
    })
  })

  test('counts bad lines from the file’s first, whatever stands above its header', async () => {
    const csv = '# Made by hand\n#\n# time,wind\n2025-01-01,1\n# a word between\n2025-01-02,x\n'
    await assert.rejects(importText(csv), { message: /line 6: "x" is no number/ })
    const result = await importText(csv, { skipBadRows: true })
    assert.deepEqual(counts(result), { read: 2, inserted: 1, updated: 0, unchanged: 0, skipped: 1 })
    assert.equal(result.seen.comments, 1)
    assert.match(result.notes.join('\n'), /header was found on line 3\n.*1 line of comment/)
    const told = await importText('time,wind\nat,gust\n2025-01-03,1\n', {
      timestamps: ['at'],
      columns: { wind_speed: 'gust' },
      headerLine: 2,
    })
    assert.equal(told.inserted, 1)
  })

  test('makes the time column as fine as the file’s times, once, and keeps its key', async () => {
    await importText(small)
    const type = async () => {
      const { rows } = await client.query<{ type: string; keys: string }>(
        `select format_type(atttypid, atttypmod) as type,
           (select count(*) from pg_index where indrelid = attrelid and indisprimary) as keys
         from pg_attribute where attrelid = 'data'::regclass and attnum = 1`,
      )
      return `${rows[0]!.type}, ${rows[0]!.keys} key`
    }
    assert.equal(await type(), 'timestamp(0) with time zone, 1 key')
    const fine = 'time,wind\n2025-01-01 00:00:00.250,1\n2025-01-01 00:00:00.750,2\n'
    const first = await importText(fine)
    assert.equal(first.widened, 'timestamp(3) with time zone')
    assert.deepEqual(await rows(), [
      ...['00:00:00 5.5 . .', '00:00:00 1 . .', '00:00:00 2 . .'],
      ...['00:01:00 . . .', '00:02:00 7 . .'],
    ])
    assert.equal(await type(), 'timestamp(3) with time zone, 1 key')
    assert.equal((await importText(fine)).widened, null)
    await initSource(client)
    assert.equal(await type(), 'timestamp(3) with time zone, 1 key')
    const finest = await importText('time,wind\n2025-01-01 00:00:00.000001,1\n')
    assert.equal(finest.widened, 'timestamp with time zone')
    await initSource(client)
    assert.equal(await type(), 'timestamp with time zone, 1 key')
  })

  test('changes no type where the file is refused, and says what to run where it may not change it', async () => {
    const fine = 'time,wind\n2025-01-01 00:00:00.250,1\n'
    await client.query('create or replace view upon as select "timestamp" from data')
    await assert.rejects(importText(fine), {
      code: 'source-refused',
      message:
        /3 decimals of a second; .*refused: .*view.*alter table public\.data alter column "timestamp"/s,
    })
    assert.deepEqual(await rows(), [])
    await client.query('drop view upon')
    await client.query(`insert into data values ('2025-01-01T00:01Z', 9)`)
    await assert.rejects(importText(`${fine}2025-01-01 00:01,1\n`), { code: 'source-differs' })
    const { rows: found } = await client.query(
      `select atttypmod from pg_attribute where attrelid = 'data'::regclass and attnum = 1`,
    )
    assert.deepEqual(found, [{ atttypmod: 0 }])
  })

  test('reads times without offset in the zone, 25 hours of them when clocks go back', async () => {
    const hours = [...Array.from({ length: 24 }, (_, hour) => hour), 23]
    const lines = hours.map((hour) => `2018-02-17 ${String(hour).padStart(2, '0')}:00,${hour}`)
    const result = await importText(['time,wind', ...lines].join('\n'), {
      timeZone: 'America/Sao_Paulo',
    })
    assert.equal(result.inserted, 25)
    assert.deepEqual(result.period, {
      first: Date.UTC(2018, 1, 17, 2) * 1000,
      last: Date.UTC(2018, 1, 18, 2) * 1000,
    })
  })

  /** A night in autumn, when clocks go from 03:00 to 02:00, a row every ten minutes. */
  const night = (from: string) =>
    Array.from({ length: 30 }, (_, row) => {
      const instant = Date.parse(from) + row * 600_000
      const ahead = instant < Date.parse('2024-10-27T01:00Z') ? 2 : 1
      const shown = new Date(instant + ahead * 3600_000).toISOString().slice(0, 16)
      return `${shown},${row}`
    })

  for (const order of ['oldest', 'newest'] as const) {
    test(`tells an hour apart that clocks showed twice, with the ${order} row first, and says so`, async () => {
      const lines = night('2024-10-26T23:00Z')
      const csv = ['time,wind', ...(order === 'oldest' ? lines : lines.toReversed())].join('\n')
      const result = await importText(csv, { timeZone: 'Europe/Warsaw' })
      assert.equal(result.inserted, 30)
      assert.match(
        result.notes.join(),
        /Europe\/Warsaw showed an hour twice.* 6 are .* 6 of the second/,
      )
      const { rows: found } = await client.query(
        `select count(*)::int as rows from data
         where "timestamp" = '2024-10-26T23:00Z'::timestamptz + wind_speed * interval '10 minutes'`,
      )
      assert.deepEqual(found, [{ rows: 30 }])
    })
  }

  test('refuses rows of such an hour that their order does not tell apart, and the advice works', async () => {
    const once = night('2024-10-26T23:00Z').filter((_, row) => row < 12 || row >= 18)
    const csv = ['time,wind', ...once].join('\n')
    const options = { timeZone: 'Europe/Warsaw' }
    await assert.rejects(importText(csv, options), {
      code: 'import-refused',
      message:
        /6 bad rows.*\n {2}line 8: the clocks of Europe\/Warsaw showed 2024-10-27T02:00:00 twice, at 2024-10-27T00:00:00Z and 2024-10-27T01:00:00Z.*--time-zone Etc\/GMT-1\n/,
    })
    assert.equal((await importText(csv, { ...options, skipBadRows: true })).skipped, 6)
    await client.query('truncate data')
    assert.equal((await importText(csv, { timeZone: 'Etc/GMT-1' })).inserted, 24)
    const swapped = night('2024-10-26T23:00Z')
    ;[swapped[8], swapped[9]] = [swapped[9]!, swapped[8]!]
    await assert.rejects(importText(['time,wind', ...swapped].join('\n'), options), {
      code: 'import-refused',
      message: /12 bad rows/,
    })
  })

  test('reads semicolons and decimal commas', async () => {
    const csv = 'time;wind, mean\n2025-01-01 00:00;5,5\n'
    const columns = { wind_speed: 'wind, mean' }
    await importText(csv, { columns })
    assert.equal((await importText(csv, { columns, decimalComma: true })).unchanged, 1)
    assert.deepEqual(await rows(), ['00:00:00 5.5 . .'])
  })

  const encoded: Record<string, [Uint8Array, string]> = {
    gzip: [gzipSync(small), 'utf-8'],
    'gzip of two members': [
      Buffer.concat([gzipSync(small.slice(0, 30)), gzipSync(small.slice(30))]),
      'utf-8',
    ],
    'UTF-8 with a byte order mark': [Buffer.from(`\ufeff${small}`), 'utf-8'],
    'UTF-16 with a byte order mark': [Buffer.from(`\ufeff${small}`, 'utf16le'), 'utf-8'],
    'UTF-16 without one': [Buffer.from(small, 'utf16le'), 'utf-8'],
    'Windows-1252 unasked': [Buffer.from(small.replace('wind', '°'), 'latin1'), 'found'],
    'Windows-1252 when told so': [
      Buffer.from(small.replace('wind', '°'), 'latin1'),
      'windows-1252',
    ],
  }
  for (const [what, [content, encoding]] of Object.entries(encoded)) {
    test(`reads ${what}`, async () => {
      const columns = { wind_speed: encoding === 'utf-8' ? 'wind' : '°' }
      const told = encoding === 'windows-1252' ? { encoding } : {}
      assert.equal((await importText(content, { ...told, columns })).inserted, 3)
    })
  }

  test('reads standard input, as it comes', async () => {
    const pieces = [...gzipSync(small)].map((byte) => Uint8Array.of(byte))
    const result = await importOpen('-', Readable.from(pieces), {})
    assert.equal(result.inserted, 3)
  })

  test('loads nothing of a gzip file that breaks off', async () => {
    const lines = Array.from({ length: 90_000 }, (_, row) => `${1.7e9 + row},${Math.sin(row)}`)
    const whole = gzipSync(['time,wind', ...lines].join('\n'))
    await assert.rejects(
      importText(whole.subarray(0, whole.length - 100), { timeFormat: 'epoch-seconds' }),
      { code: 'import-refused', message: /cannot read .*unexpected end of file/ },
    )
    assert.deepEqual(await rows(), [])
    assert.equal((await importText(whole, { timeFormat: 'epoch-seconds' })).inserted, 90_000)
  })

  test('names the columns there are, and the nearest, where one is not found', async () => {
    await assert.rejects(importText(small, { columns: { wind_speed: 'Wnd' } }), {
      code: 'import-refused',
      message:
        /no column "Wnd"; did you mean "wind"\?\nIts columns:\n {2}time\n {2}wind\nIf .*--header-line/,
    })
    await assert.rejects(importText(small, { columns: {} }), {
      code: 'usage',
      message:
        /--column says.*\n {2}time\n {2}wind\nSuch as: .*--timestamp "time" --column wind_speed="wind"$/,
    })
    await assert.rejects(importText('time,a,a\n', { columns: { wind_speed: 'a' } }), {
      code: 'import-refused',
      message: /two columns "a"/,
    })
    await assert.rejects(importOpen(join(folder, 'none.csv'), Readable.from([]), {}), {
      code: 'import-refused',
      message: /cannot read .*none\.csv: there is no such file/,
    })
  })

  test('writes the table and columns that the settings name', async () => {
    await client.query('create schema if not exists scada')
    await client.query('drop table if exists scada.minute')
    await client.query(
      'create table scada.minute (at timestamptz, ws numeric(6, 2), state integer, note text)',
    )
    const env = {
      SOURCE_TABLE: 'scada.minute',
      SOURCE_TIME_COLUMN: 'at',
      SOURCE_COLUMNS: 'wind_speed=ws',
    }
    const csv = 'time,wind\n2025-01-01T00:00:00.123456Z,5.126\n'
    const result = await importText(csv, { env })
    assert.equal(result.table, 'scada.minute')
    const { rows: found } = await client.query(
      `select extract(microsecond from at)::int as us, ws from scada.minute`,
    )
    assert.deepEqual(found, [{ us: 123456, ws: '5.13' }])
    assert.equal((await importText(csv, { env })).unchanged, 1)
    for (const name of ['state', 'note']) {
      await assert.rejects(importText(csv, { env, columns: { [name]: 'wind' } }), {
        code: 'source-refused',
        message: /is (integer|text): values of the file would not fit/,
      })
    }
    await client.query(
      'create or replace view naive as select at::timestamp as at, ws from scada.minute',
    )
    await assert.rejects(
      importText(csv, { env: { ...env, SOURCE_TABLE: 'naive', SOURCE_TIME_ZONE: 'UTC' } }),
      {
        code: 'source-refused',
        message: /only where the time column is a timestamp with time zone/,
      },
    )
    await client.query('drop view naive')
  })
})
