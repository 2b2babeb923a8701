import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findHeader } from '../../../src/import/formats/find-header.ts'
import { splitLine } from '../../../src/import/formats/split-line.ts'

const none = { wanted: [], delimiter: undefined, decimalComma: false, headerLine: undefined }

interface Found {
  readonly what: string
  readonly lines: readonly string[]
  readonly wanted?: readonly string[]
  readonly headerLine?: number
  /** The header's line, its cells, rows below it, and units. */
  readonly expected: readonly [line: number, cells: string, rows: number, units?: string]
}

const rows = (mark: string, ...values: string[]) =>
  ['2024-02-01 00:00', '2024-02-01 00:01'].map((time) => [time, ...values].join(mark))

const cases: Found[] = [
  { what: 'a header at the top', lines: ['time,a', ...rows(',', '1')], expected: [1, 'time|a', 0] },
  {
    what: 'a header that is the last comment',
    lines: [
      '# Site: north, 2',
      '#',
      '# Period: 2024-02-01 to 2024-02-02',
      '# At,"A, mean",B',
      ...rows(',', '1', '2'),
    ],
    expected: [4, 'At|A, mean|B', 0],
  },
  ...['//', ';', '!'].map((mark) => ({
    what: `comments that begin with ${mark}`,
    lines: [`${mark} written by hand`, `${mark} At,A`, ...rows(',', '1')],
    expected: [2, 'At|A', 0] as const,
  })),
  {
    what: 'free text of several cells above it',
    lines: [
      'Site report',
      'Height\t80',
      'Created\t2024-02-03 10:00',
      '',
      'Date/Time\tA [m/s]\tB [deg]',
      ...rows('\t', '1', '2'),
    ],
    expected: [5, 'Date/Time|A [m/s]|B [deg]', 0],
  },
  {
    what: 'free text with a quote that is not closed',
    lines: ['Mast of 3" tubes', 'time;a', ...rows(';', '1,5')],
    expected: [2, 'time|a', 0],
  },
  {
    what: 'a block of facts about the place above it',
    lines: ['lat,lon,height', '1.5,2.5,80', '', 'time,a', ...rows(',', '1')],
    expected: [4, 'time|a', 0],
  },
  {
    what: 'a row of units below it',
    lines: ['time;a;b', ';[m/s];(kW)', ...rows(';', '1', '2')],
    expected: [1, 'time|a|b', 1, '|m/s|kW'],
  },
  {
    what: 'rows of units and of how values were gathered',
    lines: ['time,a', ',Avg', 'UTC,hPa', ...rows(',', '1')],
    expected: [1, 'time|a', 2, 'UTC|hPa'],
  },
  {
    what: 'TOA5, whatever its units are',
    lines: [
      '"TOA5","m","CR6"',
      '"TIMESTAMP","RECORD","a"',
      '"TS","RN","furlongs"',
      '"","","Smp"',
      ...rows(',', '0', '1'),
    ],
    expected: [2, 'TIMESTAMP|RECORD|a', 2, '||furlongs'],
  },
  {
    what: 'a bad first row below it',
    lines: ['time,a', 'soon,2', ...rows(',', '1')],
    expected: [1, 'time|a', 0],
  },
  {
    what: 'a name with a delimiter of others in it',
    lines: ['time;a, mean;b', ...rows(';', '1,5', '2,5')],
    expected: [1, 'time|a, mean|b', 0],
  },
  {
    what: 'the first line that has all wanted names, though rows of nothing known follow',
    lines: ['x,y', 'report', 'when,a', 'now,1'],
    wanted: ['when', 'a'],
    expected: [3, 'when|a', 0],
  },
  {
    what: 'a name that begins like a comment, if it is wanted',
    lines: ['# of turns,time', '4,2024-02-01', '5,2024-02-02'],
    wanted: ['# of turns', 'time'],
    expected: [1, '# of turns|time', 0],
  },
  {
    what: 'the line that is told',
    lines: ['time,a', 'moment,b', ...rows(',', '1')],
    headerLine: 2,
    expected: [2, 'moment|b', 0],
  },
  {
    what: 'the first line that is no comment, where nothing looks like data',
    lines: ['# nothing', '', 'when,a', 'now,1'],
    expected: [3, 'when|a', 0],
  },
]

describe('the header is found', () => {
  for (const { what, lines, wanted = [], headerLine, expected } of cases) {
    for (const end of ['\n', '\r\n']) {
      test(`${what} (lines end as ${JSON.stringify(end)})`, () => {
        const text = lines.join(end) + end
        const found = findHeader(text, { ...none, wanted, headerLine })
        assert.ok(found !== undefined)
        const line = text.slice(found.start).split(end)[0]!
        const cells = splitLine(line, found.delimiter).join('|')
        const { rows, units } = found.below
        const [, , , expectedUnits] = expected
        assert.deepEqual(
          [found.line, cells, rows, ...(expectedUnits === undefined ? [] : [units.join('|')])],
          expected,
        )
      })
    }
  }

  test('in no text at all: nowhere', () => {
    assert.equal(findHeader('', none), undefined)
    assert.equal(findHeader('\n \n', none), undefined)
    assert.equal(findHeader('a,b\n', { ...none, headerLine: 7 }), undefined)
  })
})
