import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createBadRows, describeBadRows } from '../../src/import/stage/bad-rows.ts'
import { guessDelimiter } from '../../src/import/formats/guess-delimiter.ts'
import { readNumber } from '../../src/import/cells/read-number.ts'
import { readRecords } from '../../src/import/formats/read-records.ts'
import { createTimeReader } from '../../src/import/cells/time-reader.ts'

describe('a cell as a number', () => {
  test('reads what JavaScript prints of any double, in both decimal marks', () => {
    fc.assert(
      // As text, -0 is 0.
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        (value) => {
          assert.equal(readNumber(String(value), false), value)
          assert.equal(readNumber(String(value).replace('.', ','), true), value)
        },
      ),
    )
  })

  for (const cell of [
    '',
    '  ',
    'NaN',
    'NAN',
    'na',
    'N/A',
    'null',
    '-',
    ' - ',
    'INF',
    '-Infinity',
  ]) {
    test(`takes ${JSON.stringify(cell)} for no value`, () => {
      assert.ok(Number.isNaN(readNumber(cell, false)))
      assert.ok(Number.isNaN(readNumber(cell, true)))
    })
  }

  for (const cell of ['0x10', '1,5', '1.234,5', '--', 'bad', '5 m/s', '1e999', '0b1']) {
    test(`takes ${cell} for no number`, () => assert.equal(readNumber(cell, false), undefined))
  }

  test('takes no point for a group mark where the decimal mark is a comma', () => {
    assert.equal(readNumber('1.234,5', true), undefined)
    assert.equal(readNumber('1.5', true), undefined)
  })
})

describe('a cell as a time', () => {
  const iso = (text: string) => Date.parse(text) * 1000
  const cases: [format: string, zone: string, cell: string, expected: string][] = [
    ['iso', 'UTC', '2018-10-18 07:00', '2018-10-18T07:00Z'],
    ['iso', 'UTC', ' 2018-10-18T07:00:30Z ', '2018-10-18T07:00:30Z'],
    ['iso', 'America/Denver', '2018-10-18 00:00', '2018-10-18T06:00Z'],
    ['iso', 'America/Denver', '2018-10-18T07:00Z', '2018-10-18T07:00Z'],
    ['iso', 'America/Denver', '2018-10-18T07:00:00+02:00', '2018-10-18T05:00Z'],
    ['dd/MM/yyyy HH:mm', 'UTC', '05/11/2018 7:00', '2018-11-05T07:00Z'],
    ['MM/dd/yyyy HH:mm[:ss]', 'UTC', '5/11/2018 07:00', '2018-05-11T07:00Z'],
    ['MM/dd/yyyy HH:mm[:ss]', 'UTC', '5/11/2018 07:00:09', '2018-05-11T07:00:09Z'],
    ['MM/dd/yyyy hh:mm a', 'UTC', '5/11/2018 12:05 AM', '2018-05-11T00:05Z'],
    ['%d.%m.%Y %H:%M', 'Etc/GMT+3', '11.05.2018 07:00', '2018-05-11T10:00Z'],
    ['epoch-seconds', 'Asia/Kathmandu', '1539846000', '2018-10-18T07:00Z'],
    ['epoch-milliseconds', 'UTC', '1539846000000', '2018-10-18T07:00Z'],
  ]
  for (const [format, timeZone, cell, expected] of cases) {
    test(`reads ${cell} as ${format} in ${timeZone}`, () => {
      const read = createTimeReader({ format, timeZone, digits: 0 })
      assert.equal(read(cell, -Infinity), iso(expected))
    })
  }

  const faults: [format: string, zone: string, cell: string, reason: RegExp][] = [
    ['iso', 'UTC', '2018-02-30 00:00', /no ISO time$/],
    ['iso', 'UTC', '18/10/2018 07:00', /--time-format "dd\/MM\/yyyy HH:mm"$/],
    ['iso', 'UTC', '10/18/2018 07:00:05 pm', /--time-format "MM\/dd\/yyyy hh:mm:ss a"$/],
    ['iso', 'UTC', '05.11.2018', /"dd\.MM\.yyyy" or --time-format "MM\.dd\.yyyy"$/],
    ['iso', 'UTC', '1539846000', /--time-format epoch-seconds$/],
    ['iso', 'UTC', '2018-10-18T07:00:00.5Z', /whole seconds/],
    ['iso', 'America/Sao_Paulo', '2018-11-04 00:30', /never showed.*Etc\/GMT\+3/],
    ['dd/MM/yyyy HH:mm', 'UTC', '31/02/2018 00:00', /no time in the format/],
    ['dd/MM/yyyy HH:mm', 'UTC', '11/02/2018 24:00', /no time in the format/],
  ]
  for (const [format, timeZone, cell, reason] of faults) {
    test(`gives the reason why ${cell} is none as ${format} in ${timeZone}`, () => {
      const fault = createTimeReader({ format, timeZone, digits: 0 })(cell, -Infinity)
      assert.match(String(fault), reason)
    })
  }

  test('refuses a format that is not understood', () => {
    for (const format of ['dd/MM', 'yyyy-MM-dd HH:mm [', 'YYYY-MM-DD', 'rfc', 'yyyy-MM-dd dd']) {
      assert.throws(() => createTimeReader({ format, timeZone: 'UTC', digits: 0 }), {
        code: 'usage',
      })
    }
  })

  test('tells the two hours apart that a clock shows twice, by the order of rows', () => {
    // Clocks went back from 24:00 to 23:00 on 2018-02-17.
    const read = createTimeReader({ format: 'iso', timeZone: 'America/Sao_Paulo', digits: 0 })
    let previous = -Infinity
    const instants = ['22:30', '23:00', '23:30', '23:00', '23:30'].map((time) => {
      previous = Number(read(`2018-02-17 ${time}`, previous))
      return new Date(previous / 1000).toISOString().slice(8, 16)
    })
    assert.deepEqual(instants, ['18T00:30', '18T01:00', '18T01:30', '18T02:00', '18T02:30'])
  })
})

describe('a file as records', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '7'), maxLength: 5 }),
    fc.double({ noNaN: true }).map(String),
  )
  const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 })

  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

  async function* cut(text: string, size: number) {
    for (let at = 0; at < text.length; at += size)
      yield await Promise.resolve(text.slice(at, at + size))
  }

  test('gives back any cells, and the line of each record, however the text arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        lineEnd,
        fc.integer({ min: 1, max: 40 }),
        async (written, end, size) => {
          const lines = written.map((record) =>
            record.map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
          )
          const read = { records: [] as (readonly string[])[], lines: [] as number[] }
          for await (const batch of readRecords(cut(`${lines.join(end)}${end}`, size), ',')) {
            read.records.push(...batch.records)
            read.lines.push(...batch.lines)
            assert.equal(batch.misquoted.size, 0)
          }
          // What follows the last line's end may be an empty record.
          const isEmpty = (record: readonly string[]) => record.length === 1 && record[0] === ''
          assert.deepEqual(
            read.records.filter((record) => !isEmpty(record)),
            written,
          )
          let line = 1
          for (const [place, text] of lines.entries()) {
            assert.equal(read.lines[place], line)
            line += text.split('\n').length
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('says on which line a quote is opened that is never closed, before it has read all', async () => {
    let taken = 0
    async function* endless() {
      yield await Promise.resolve('a,b\n1,2\n"3,4\n')
      for (; taken < 1000; taken++) yield '5,6\n'.repeat(25_000)
    }
    const reading = async () => {
      for await (const batch of readRecords(endless(), ',')) assert.ok(batch.records.length > 0)
    }
    await assert.rejects(reading, { code: 'import-refused', message: /^line 3: a quote/ })
    assert.ok(taken < 100)
  })
})

test('the delimiter is what the header line has most of, outside quotes', () => {
  assert.equal(guessDelimiter('time,wind', false), ',')
  assert.equal(guessDelimiter('time;wind, mean;power', false), ';')
  assert.equal(guessDelimiter('time\twind, mean\tpower; net', false), '\t')
  assert.equal(guessDelimiter('"a;b;c;d",wind', false), ',')
  assert.equal(guessDelimiter('time;wind, mean, 10 min, 80 m', true), ';')
})

test('of many bad rows the lowest 20 lines are kept, and the rest counted', () => {
  const badRows = createBadRows()
  for (let line = 50; line > 1; line--) badRows.add(line, 'bad')
  assert.equal(badRows.count, 49)
  assert.deepEqual(
    badRows.first.map(({ line }) => line),
    Array.from({ length: 20 }, (_, index) => index + 2),
  )
  assert.match(describeBadRows(badRows), /line 21: bad\n {2}and 29 more$/)
})
