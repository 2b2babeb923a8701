import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as assetReaders from '../../src/config/asset-readers.ts'
import * as kindReaders from '../../src/config/kind-readers.ts'
import { codes } from '../../src/config/narrow-readers.ts'
import { origins } from '../../src/config/origins.ts'
import { publicUrl } from '../../src/config/public-url.ts'
import * as otherReaders from '../../src/config/readers.ts'
import { settingsByAsset } from '../../src/config/settings-by-asset.ts'
import type { Reader } from '../../src/config/setting.ts'

const readers = {
  ...otherReaders,
  ...assetReaders,
  ...kindReaders,
  codes,
  settingsByAsset,
  origins,
  publicUrl,
}

type ReaderName = keyof typeof readers

const allowed: readonly [reader: ReaderName, text: string, value: unknown][] = [
  ['postgresUrl', 'postgresql://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'],
  ['postgresUrl', 'postgres://h/d?sslmode=require', 'postgres://h/d?sslmode=require'],
  ['postgresUrl', 'postgresql:///d?host=/run/postgresql', 'postgresql:///d?host=/run/postgresql'],
  ['httpUrl', 'http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ['httpUrl', 'https://plant.example/api/', 'https://plant.example/api'],
  ['publicUrl', 'https://wind.example/connector//', 'https://wind.example/connector'],
  [
    'origins',
    'https://Wind.example:443, http://localhost:3000/',
    ['https://wind.example', 'http://localhost:3000'],
  ],
  ['origins', '*', ['*']],
  ['codes', '0, 192,Good', ['0', '192', 'Good']],
  ['zone', 'America/Sao_Paulo', 'America/Sao_Paulo'],
  ['period', '5m', 300],
  ['names', 'wind_speed', ['wind_speed']],
  ['names', ' wind_speed , power ', ['wind_speed', 'power']],
  ['statisticNames', 'Mean, STD', ['mean', 'std']],
  ['columnMap', 'a=x', new Map([['a', 'x']])],
  [
    'columnMap',
    'wind_speed = Avg Wind @ 80m [m/s], power=p',
    new Map([
      ['wind_speed', 'Avg Wind @ 80m [m/s]'],
      ['power', 'p'],
    ]),
  ],
  ['columnMap', 'a=x\\, y\\=z\\\\', new Map([['a', 'x, y=z\\']])],
  ['columnMap', 'a=C:\\data', new Map([['a', 'C:\\data']])],
  [
    'ranges',
    'a=-60.5..1e3,b=off',
    new Map<string, unknown>([
      ['a', { least: -60.5, most: 1000 }],
      ['b', null],
    ]),
  ],
  ['units', 'wind_speed=m/s', new Map([['wind_speed', 'm/s']])],
  [
    'minuteColumns',
    'a=b,c=b',
    new Map([
      ['a', 'b'],
      ['c', 'b'],
    ]),
  ],
  [
    'rollovers',
    'energy=1e6,runs=65536',
    new Map([
      ['energy', 1e6],
      ['runs', 65536],
    ]),
  ],
  [
    'kindMap',
    'pitch=scalar, yaw_error = signed-angle, status=state, energy=counter',
    new Map([
      ['pitch', 'scalar'],
      ['status', 'state'],
      ['energy', 'counter'],
      ['yaw_error', 'signed-angle'],
    ]),
  ],
  ['positive', '2000.5', 2000.5],
  ['fraction', '1e-7', 1e-7],
  ['sampleLabel', 'end', 'end'],
  ['duplicateRule', 'refuse', 'refuse'],
  ['retries', '0', 0],
  ['logLevel', 'WARN', 'warn'],
  ['port', '0', 0],
  ['port', '65535', 65535],
  ['concurrency', '1', 1],
  ['concurrency', '64', 64],
  ['seconds', '30s', 30],
  ['seconds', '30', 30],
  ['seconds', '2m', 120],
  ['seconds', '500ms', 0.5],
  ['seconds', '999999m', 59_999_940],
  ['assetName', '', ''],
  ['assetName', 'T-01_a', 'T-01_a'],
  ['assetNames', 'T01, T 02,Ä\\,1,b\\\\c', ['T01', 'T 02', 'Ä,1', 'b\\c']],
  ['assetNames', ' T1 ,T1\\ ,\\ , \\ T1', ['T1', 'T1 ', ' ', ' T1']],
  ['assetPrefix', 'north-', 'north-'],
  [
    'settingsByAsset',
    '{"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500], "wind_speed": null}, "sampleLabel": "end", "sampleInterval": "10s", "minimumCoverage": 0.5}, "T1": {}}',
    new Map([
      [
        'T42',
        {
          sampleLabel: 'end',
          sampleSeconds: 10,
          eras: [
            {
              validFrom: null,
              ratedPower: 2300,
              ranges: new Map([
                ['power', { least: -50, most: 2500 }],
                ['wind_speed', null],
              ]),
              minimumCoverage: 0.5,
            },
          ],
        },
      ],
      ['T1', { eras: [{ validFrom: null }] }],
    ]),
  ],
  ['keys', 'a-long-key', ['a-long-key']],
  ['keys', 'first-key, second-key', ['first-key', 'second-key']],
]

for (const [name, text, value] of allowed) {
  test(`${name} reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readers[name].read(text), value)
  })
}

const refused: Partial<Record<ReaderName, readonly string[]>> = {
  postgresUrl: ['', 'db', 'localhost:5432', 'mysql://h/d', 'http://h/d', 'postgresql://h:port/d'],
  httpUrl: ['', '127.0.0.1:8000', 'ftp://h', 'http://', 'postgresql://h/d', 'http://h:99999'],
  zone: ['', 'Mars/Base', '+03:00', 'Brasília'],
  period: ['', '7m', '0m', '2h', '10'],
  codes: ['', '0,0', '["Good"]', '[0, 192]', '"Good"'],
  names: ['', ',', 'a,', 'a,,b', 'a,a', 'a, a'],
  statisticNames: ['', 'median', 'mean,mean', 'mean,MEAN', 'mean,'],
  columnMap: ['', 'a', 'a=', '=x', 'a=x=y', 'a=x,', 'a=x,a=y', 'a\\=x'],
  ranges: ['a', 'a=1', 'a=1..', 'a=1..1', 'a=2..1', 'a=0..1..2', 'a=-Infinity..0', 'a=0..1e999'],
  units: ['', 'a', 'a='],
  kindMap: ['', 'a', 'a=angle', 'a=Direction', 'a=scalar,b=', 'a=scalar,a=scalar'],
  minuteColumns: ['', 'a', 'a=a', 'a=b,a=c'],
  rollovers: ['', 'a', 'a=0', 'a=-1', 'a=x', 'a=1,a=1'],
  positive: ['', '0', '-1', '1e9', 'NaN', '1,5'],
  fraction: ['', '-0.1', '1.1', '50%'],
  sampleLabel: ['', 'middle', 'Start'],
  duplicateRule: ['', 'newest', 'All'],
  port: ['', '-1', '65536', '80.5', '1e3', ' 80', 'http', '0x50'],
  concurrency: ['', '0', '65', '-1', '1.5', 'many'],
  seconds: ['', '0', '0s', '-1s', '1.5s', '30 s', '1h', 's', '9999999'],
  assetNames: ['', ',', 'a,', 'a,a', 'a, a'],
  assetPrefix: ['a b', 'ä', 'x'.repeat(65)],
  settingsByAsset: [
    '',
    '[]',
    '{"a": 1}',
    '{"a": {"power": 1}}',
    '{"a": {"ratedPower": -1}}',
    '{"a": {"ranges": {"p": [2, 1]}}}',
    '{"a": {"constructor": 1}}',
  ],
  assetName: ['T 01', 'T.01', 'a/b', 'ä', 'x'.repeat(65)],
  keys: ['', 'short', 'a-long-key,', 'a-long-key,short', 'with a space', 'umläut-key'],
}

for (const [name, texts] of Object.entries(refused)) {
  for (const text of texts) {
    test(`${name} does not read ${JSON.stringify(text)}`, () => {
      assert.equal(readers[name as ReaderName].read(text), undefined)
    })
  }
}

test('every reader says what it reads, to complete "it must be"', () => {
  for (const { expects } of Object.values<Reader<unknown>>(readers)) assert.match(expects, /^[a-z]/)
})

function roundTrip<T>(reader: Reader<T>, value: T): unknown {
  return reader.read(reader.write?.(value) ?? String(value))
}

test('what a reader read is written as text that it reads as the same', () => {
  for (const [name, , value] of allowed) {
    assert.deepEqual(roundTrip(readers[name] as Reader<unknown>, value), value, name)
  }
})

/** Text without space around it: the readers of lists keep none. */
const word = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.trim() === text)

test('any names of assets are written as text that is read as the same', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1 })
  fc.assert(
    fc.property(names, (list) => {
      assert.deepEqual(roundTrip(readers.assetNames, list), list)
    }),
  )
})

test('any map of columns is written as text that is read as the same', () => {
  fc.assert(
    fc.property(fc.dictionary(word, word, { minKeys: 1 }), (object) => {
      const map = new Map(Object.entries(object))
      assert.deepEqual(roundTrip(readers.columnMap, map), map)
    }),
  )
})

test('any range is written as text that is read as the same', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
  fc.assert(
    fc.property(word, number, number, (name, least, most) => {
      fc.pre(least < most)
      const map = new Map([[name, { least, most }]])
      assert.deepEqual(roundTrip(readers.ranges, map), map)
    }),
  )
})

test('any length of time is written as text that is read as the same', () => {
  const length = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom('ms', 's', 'm'))
  fc.assert(
    fc.property(length, ([count, unit]) => {
      const value = readers.seconds.read(`${count}${unit}`)!
      assert.equal(roundTrip(readers.seconds, value), value)
    }),
  )
})
