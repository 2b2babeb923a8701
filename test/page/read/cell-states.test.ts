import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellStates } from '../../../src/page/read/cell-states.ts'

const rules = { ratedPower: 2000, expectedSamples: 10 }

interface Bins {
  readonly wind?: readonly number[]
  readonly power?: readonly number[]
  readonly samples?: readonly number[]
}

function statesOf({ wind, power, samples }: Bins, of = rules) {
  const length = (wind ?? power)!.length
  return cellStates(
    {
      wind: wind === undefined ? undefined : Float64Array.from(wind),
      power: power === undefined ? undefined : Float64Array.from(power),
      samples: Float64Array.from(samples ?? new Array<number>(length).fill(NaN)),
    },
    of,
  )
}

const lettersOf = (bins: Bins, of = rules) =>
  statesOf(bins, of)
    .map(({ letter }) => letter)
    .join('')

const none = NaN

for (const [what, bins, letters] of [
  ['power from 1 % of rated on is producing', { wind: [8, 4], power: [900, 21] }, 'pp'],
  ['no power below 5 m/s is calm', { wind: [4.9, 0.2], power: [0, -12] }, 'cc'],
  ['no power from 5 m/s on is stopped in wind', { wind: [5, 12], power: [20, -3] }, 'ss'],
  ['a bin with neither is no data', { wind: [none, 8], power: [none, 900] }, '-p'],
  ['one without the other is suspect', { wind: [none, 8], power: [900, none] }, 'qq'],
  [
    'a wind speed that stays the same for three bins is suspect',
    { wind: [7, 7.1, 7.1, 7.1, 7], power: [500, 510, 520, 530, 540] },
    'pqqqp',
  ],
  ['for two it is chance', { wind: [7.1, 7.1, 7], power: [500, 510, 520] }, 'ppp'],
  ['a wind of 0 that stays is calm', { wind: [0, 0, 0], power: [0, 0, 0] }, 'ccc'],
  [
    'power that stays the same below its limit is suspect',
    { wind: [7, 7.2, 7.4], power: [500, 500, 500] },
    'qqq',
  ],
  ['power at its limit stays', { wind: [14, 15, 16], power: [1990, 1990, 1990] }, 'ppp'],
  ['much power without wind is suspect', { wind: [1], power: [300] }, 'q'],
  [
    'fewer than half of the samples are suspect',
    { wind: [8, 8.1], power: [900, 910], samples: [4, 5] },
    'qp',
  ],
  ['of a plant without power, values are just there', { wind: [8, none] }, 'p-'],
] as const) {
  test(what, () => assert.equal(lettersOf(bins), letters))
}

test('without a rated power any power is producing, and none of its rules is asked', () => {
  const of = { ratedPower: null as unknown as number, expectedSamples: 10 }
  assert.equal(lettersOf({ wind: [8, 8.1, 8.2, 9], power: [5, 5, 5, 0] }, of), 'ppps')
})

test('a suspect bin says what is in doubt', () => {
  const whys = statesOf({ wind: [7.1, 7.1, 7.1], power: [1, 2, 3] }).map(({ why }) => why)
  assert.deepEqual(whys, new Array(3).fill('the wind speed stays at 7.1'))
})
