import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { guessTimeFormat } from '../../../src/import/cells/guess-time-format.ts'
import { createTimeReader } from '../../../src/import/cells/time-reader.ts'

describe('a cell as a time', () => {
  const iso = (text: string) => Date.parse(text) * 1000
  const cases: [format: string, zone: string, cell: string, expected: string][] = [
    ['iso', 'UTC', '2018-10-18 07:00', '2018-10-18T07:00Z'],
    ['iso', 'UTC', ' 2018-10-18T07:00:30Z ', '2018-10-18T07:00:30Z'],
    ['iso', 'America/Denver', '2018-10-18 00:00', '2018-10-18T06:00Z'],
    ['iso', 'America/Denver', '2018-10-18T07:00Z', '2018-10-18T07:00Z'],
    ['iso', 'America/Denver', '2018-10-18T07:00:00+02:00', '2018-10-18T05:00Z'],
    ['iso', 'America/Denver', '2018-10-18 07:00:00.25+00', '2018-10-18T07:00:00.250Z'],
    ['iso', 'America/Denver', '2018-10-18 24:00', '2018-10-19T06:00Z'],
    ['dd/MM/yyyy HH:mm', 'UTC', '05/11/2018 7:00', '2018-11-05T07:00Z'],
    ['dd/MM/yyyy HH:mm', 'UTC', '31/12/2018 24:00', '2019-01-01T00:00Z'],
    ['MM/dd/yyyy HH:mm[:ss]', 'UTC', '5/11/2018 07:00', '2018-05-11T07:00Z'],
    ['MM/dd/yyyy HH:mm[:ss]', 'UTC', '5/11/2018 07:00:09', '2018-05-11T07:00:09Z'],
    ['MM/dd/yyyy hh:mm a', 'UTC', '5/11/2018 12:05 AM', '2018-05-11T00:05Z'],
    ['%d.%m.%Y %H:%M', 'Etc/GMT+3', '11.05.2018 07:00', '2018-05-11T10:00Z'],
    ['dd-MMM-yy HH:mmX', 'Etc/GMT+3', '11-MAY-18 07:00+0530', '2018-05-11T01:30Z'],
    ['epoch-seconds', 'Asia/Kathmandu', '1539846000', '2018-10-18T07:00Z'],
    ['epoch-seconds', 'UTC', '1.539846E+9', '2018-10-18T07:00Z'],
    ['epoch-seconds', 'UTC', '1539846000,5', '2018-10-18T07:00:00.500Z'],
    ['epoch-milliseconds', 'UTC', '1539846000000', '2018-10-18T07:00Z'],
    ['epoch-microseconds', 'UTC', '1539846000000016', '2018-10-18T07:00:00.000Z'],
    ['epoch-nanoseconds', 'UTC', '1539846000007000016', '2018-10-18T07:00:00.007Z'],
    ['excel', 'UTC', '43391.291667', '2018-10-18T07:00Z'],
    ['excel', 'America/Denver', '43391,5', '2018-10-18T18:00Z'],
    ['excel', 'UTC', '43391.00034722222', '2018-10-18T00:00:30Z'],
    ['excel-1904', 'UTC', '41929', '2018-10-18T00:00Z'],
  ]
  for (const [format, timeZone, cell, expected] of cases) {
    test(`reads ${cell} as ${format} in ${timeZone}`, () => {
      const time = createTimeReader(format, timeZone)(cell)
      assert.equal(Math.floor(Number(time) / 1000) * 1000, iso(expected))
    })
  }

  const faults: [format: string, zone: string, cell: string, reason: RegExp][] = [
    ['iso', 'UTC', '2018-02-30 00:00', /no ISO time$/],
    ['iso', 'UTC', '2018-10-18 07:00:00 05', /no ISO time$/],
    ['iso', 'UTC', '2018-10-18 24:30', /no ISO time$/],
    ['iso', 'UTC', '0025-01-03 00:00', /of a year that no logger saw: 1900 to 2199/],
    ['dd/MM/yyyy', 'UTC', '31/12/1899', /of a year that no logger saw/],
    ['excel', 'UTC', '200000', /of a year that no logger saw/],
    ['iso', 'America/Sao_Paulo', '2018-11-04 00:30', /never showed.*--time-zone Etc\/GMT\+3$/],
    ['iso', 'Europe/Warsaw', '2018-03-25 02:30', /never showed.*--time-zone Etc\/GMT-1$/],
    ['dd/MM/yyyy HH:mm', 'UTC', '31/02/2018 00:00', /no time in the format/],
    ['dd/MM/yyyy HH:mm', 'UTC', '11/02/2018 24:01', /no time in the format/],
    ['epoch-milliseconds', 'UTC', '1.53985E+12', /too few digits/],
    ['epoch-seconds', 'UTC', '0x5bc8', /no time in epoch-seconds/],
    ['excel', 'UTC', '43391.29', /too few decimals/],
  ]
  for (const [format, timeZone, cell, reason] of faults) {
    test(`gives the reason why ${cell} is none as ${format} in ${timeZone}`, () => {
      const fault = createTimeReader(format, timeZone)(cell)
      assert.ok(typeof fault === 'string')
      assert.match(fault, reason)
    })
  }

  test('refuses a format that is not understood', () => {
    for (const format of ['dd/MM', 'yyyy-MM-dd HH:mm [', 'YYYY-MM-DD', 'rfc', 'yyyy-MM-dd dd']) {
      assert.throws(() => createTimeReader(format, 'UTC'), { code: 'usage' })
    }
  })

  test('gives both instants of a time that a clock shows twice', () => {
    // Clocks went back from 24:00 to 23:00 on 2018-02-17.
    const read = createTimeReader('iso', 'America/Sao_Paulo')
    assert.equal(read('2018-02-17 22:59:59'), iso('2018-02-18T00:59:59Z'))
    assert.deepEqual(read('2018-02-17 23:30'), {
      first: iso('2018-02-18T01:30Z'),
      second: iso('2018-02-18T02:30Z'),
    })
    assert.equal(read('2018-02-18 00:00'), iso('2018-02-18T03:00Z'))
  })
})

describe('how the times of a file are written', () => {
  const cases: [cells: string[], formats: string[]][] = [
    [['2024-02-01 00:00:00+00'], ['iso']],
    [['13/02/2024 0:05'], ['dd/MM/yyyy HH:mm']],
    [['02/13/2024 1:05 PM'], ['MM/dd/yyyy hh:mm a']],
    [['01/02/2024 00:00'], ['dd/MM/yyyy HH:mm', 'MM/dd/yyyy HH:mm']],
    [['01/02/2024 00:00', '14/02/2024 00:00'], ['dd/MM/yyyy HH:mm']],
    [
      ['13/02/2024', '02/13/2024'],
      ['dd/MM/yyyy', 'MM/dd/yyyy'],
    ],
    [['05.05.2024'], ['dd.MM.yyyy']],
    [['07.02.24 00:00'], ['dd.MM.yy HH:mm', 'MM.dd.yy HH:mm', 'yy.MM.dd HH:mm']],
    [['31.12.99'], ['dd.MM.yy']],
    [['14.02.2024', '14.02.2024 00:01', '14.02.2024 00:02:03'], ['dd.MM.yyyy[ HH:mm[:ss[.S]]]']],
    [['09-Feb-2024 00:00:00.5'], ['dd-MMM-yyyy HH:mm:ss.S']],
    [['Feb 9, 2024 1:05:00 AM'], ['MMM dd, yyyy hh:mm:ss a']],
    [['Fri, 09 Feb 2024 00:00:00 GMT'], ['E, dd MMM yyyy HH:mm:ssX']],
    [['09.02.2024 00:05 +00:00', '13.02.2024 00:05 +00:00'], ['dd.MM.yyyy HH:mmX']],
    [['02/13/2024 00:05:07+00:00'], ['MM/dd/yyyy HH:mm:ssX']],
    [['9 de fevereiro de 2024 00:05'], ["dd 'de' MMM 'de' yyyy HH:mm"]],
    [['9. Februar 2024 00:05'], ['dd. MMM yyyy HH:mm']],
    [['20240209'], ['yyyyMMdd']],
    [['20240209T0005Z'], ['yyyyMMddTHHmmX']],
    [['20240209000500'], ['yyyyMMddHHmmss']],
    [['202402090005'], ['epoch-milliseconds', 'yyyyMMddHHmm']],
    [['1707436800'], ['epoch-seconds']],
    [['1.7074368E+12'], ['epoch-milliseconds']],
    [['45331.5'], ['excel', 'excel-1904']],
    [['soon', 'later'], []],
  ]
  for (const [cells, formats] of cases) {
    test(`${cells.join(' and ')}: ${formats.join(' or ') || 'nothing reads them'}`, () => {
      const ways = guessTimeFormat(cells)
      assert.deepEqual(
        ways.map(({ format }) => format),
        formats,
      )
      for (const { format, cell, local } of ways) {
        assert.equal(createTimeReader(format, 'UTC')(cell), local, format)
      }
    })
  }
})
