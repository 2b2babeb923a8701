import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { guessNumberStyle } from '../../../src/import/cells/guess-number-style.ts'
import { createNumberReader } from '../../../src/import/cells/number-reader.ts'
import { numberStyles, plainStyle, styleOptions } from '../../../src/import/cells/number-style.ts'
import type { NumberStyle } from '../../../src/import/cells/number-style.ts'

describe('a cell as a number', () => {
  const reader = (style: NumberStyle = plainStyle, noValue: string[] = []) =>
    createNumberReader({ style, isSure: false, noValue })
  const comma: NumberStyle = { decimal: ',', thousands: '' }

  test('reads what JavaScript prints of any double, in every style', () => {
    const group = { ',': ',', '.': '.', ' ': '\u202f', "'": '’', '': '' } as const
    fc.assert(
      fc.property(
        // As text, -0 is 0.
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        fc.constantFrom(...numberStyles),
        (value, style) => {
          const [whole = '', ...rest] = String(value).split(/(?=[.e])/)
          const marked = whole.replace(/\B(?=(\d{3})+$)/g, group[style.thousands])
          const text = marked + rest.join('').replace('.', style.decimal)
          assert.equal(reader(style).read(text), value, text)
        },
      ),
    )
  })

  const none = [
    '',
    '  ',
    'NaN',
    'NAN',
    'na',
    'N/A',
    '#n/a',
    'null',
    '-',
    ' --- ',
    'INF',
    '-Infinity',
  ]
  const states = ['Bad', 'No Data', 'I/O Timeout', '#DIV/0!', '-1.#IND', '[-101] No Good Data']
  for (const cell of [...none, ...states, '1e400', '-1e999']) {
    test(`takes ${JSON.stringify(cell)} for no value, and counts it by its text`, () => {
      for (const style of [plainStyle, comma]) {
        const numbers = reader(style)
        assert.ok(Number.isNaN(numbers.read(cell)))
        const text = cell.trim()
        assert.deepEqual([...numbers.noValues], text === '' ? [] : [[text, 1]])
      }
    })
  }

  test('takes a text for no value that it was told of, and a number however it is written', () => {
    const numbers = reader(plainStyle, ['gone', '-9999'])
    assert.ok(Number.isNaN(numbers.read(' gone ')))
    assert.ok(Number.isNaN(numbers.read('-9999')))
    for (const same of ['-9999.0', '-9999.00', ' -9.999e3 ']) {
      assert.ok(Number.isNaN(numbers.read(same)), same)
    }
    assert.equal(numbers.read('9999'), 9999)
    assert.equal(numbers.noValues.get('-9999.00'), 1)
    const comma = reader({ decimal: ',', thousands: '' }, ['-999,9'])
    assert.ok(Number.isNaN(comma.read('-999,90')))
    assert.equal(numbers.read('Gone'), undefined)
  })

  test('counts texts together once there are too many different ones', () => {
    const numbers = reader()
    for (let row = 0; row < 60; row++) numbers.read(`[-${row}] no`)
    assert.equal(numbers.noValues.size, 51)
    assert.equal(numbers.noValues.get('other texts'), 10)
  })

  const refused: [cell: string, advice: RegExp][] = [
    ['0x10', /^--no-value "0x10"/],
    ['1,5', /^1\.5 by --decimal-comma$/],
    [
      '1,500',
      /^1\.5 by --decimal-comma, or 1500 by --thousands ","$|^1500 by --thousands ",", or 1\.5 by --decimal-comma$/,
    ],
    ['1.234,5', /^1234\.5 by --decimal-comma --thousands "\."$/],
    ['1 234,5', /^1234\.5 by --decimal-comma --thousands " "$/],
    ['12 34', /^--no-value/],
    ['5 m/s', /^--no-value "5 m\/s"/],
    ['0b1', /^--no-value/],
  ]
  for (const [cell, advice] of refused) {
    test(`takes ${cell} for no number, and says what would read it`, () => {
      const numbers = reader()
      assert.equal(numbers.read(cell), undefined)
      assert.match(numbers.explain(cell), advice)
    })
  }

  test('takes no point for a mark of thousands, and no comma of two digits, unless told so', () => {
    assert.equal(reader(comma).read('1.234,5'), undefined)
    assert.equal(reader(comma).read('1.5'), undefined)
    const thousands = reader({ decimal: '.', thousands: ',' })
    assert.equal(thousands.read('1,5'), undefined)
    assert.equal(thousands.read('1,234,56'), undefined)
    assert.equal(thousands.read('1234,567'), undefined)
    assert.equal(thousands.read('12,34,567.5'), 1234567.5)
    assert.equal(thousands.read('-1,234e2'), -123400)
  })

  test('doubts numbers whose point may stand between thousands, until another shows that it does not', () => {
    const numbers = reader()
    assert.equal(numbers.read('990'), 990)
    assert.equal(numbers.read('1.200'), 1.2)
    assert.equal(numbers.doubtful, '1.200')
    assert.equal(numbers.read('0.5'), 0.5)
    assert.equal(numbers.doubtful, undefined)
  })
})

describe('how the numbers of a file are written', () => {
  const cases: [cells: string[], delimiter: string, options: string[]][] = [
    [['8.5', '990'], ';', ['--decimal-point']],
    [['8,58', '1200,0'], ';', ['--decimal-comma']],
    [['990', '1.200,5'], ';', ['--decimal-comma --thousands "."']],
    [['1\u00a0200,5'], '\t', ['--decimal-comma --thousands " "']],
    [['990.5', '1,200.5'], ',', ['--thousands ","']],
    [["1'200.5"], ';', ['--thousands "\'"']],
    [['1,200'], ',', ['--thousands ","', '--decimal-comma']],
    [['990', '1,000', '1,001'], ',', ['--thousands ","', '--decimal-comma']],
    [['1.200'], ';', ['--decimal-point', '--decimal-comma --thousands "."']],
    [['1.200'], ',', ['--decimal-point']],
    [['1.200', '0.500'], ';', ['--decimal-point']],
    [['1.5', '1,5'], ';', []],
  ]
  for (const [cells, delimiter, options] of cases) {
    test(`${cells.join(' and ')} between ${JSON.stringify(delimiter)}: ${options.join(' or ') || 'nothing reads them all'}`, () => {
      const ways = guessNumberStyle(cells, delimiter)
      assert.deepEqual(ways.map(({ style }) => styleOptions(style)).sort(), options.toSorted())
      // No two ways make the same of the cell that is shown.
      assert.equal(new Set(ways.map(({ value }) => value)).size, ways.length)
    })
  }
})
