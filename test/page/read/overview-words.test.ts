import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overviewSentence, rankAssets } from '../../../src/page/read/overview-words.ts'
import type { Told } from '../../../src/page/read/overview-words.ts'

const whole: Told = {
  asset: 'T01',
  cells: 'p'.repeat(144),
  silentSince: null,
  stoppedSince: null,
  suspectWhy: null,
  coverage: 1,
}

const context = {
  timeZone: 'UTC',
  to: Date.UTC(2025, 0, 11) * 1000,
  isOld: false,
  stepSeconds: 600,
}

test('the sentence says how many are whole, and what is the matter with the others', () => {
  const assets = [
    whole,
    { ...whole, asset: 'T17', coverage: 0.5, silentSince: '2025-01-10T03:10:00Z' },
    { ...whole, asset: 'T42', stoppedSince: '2025-01-10T05:20:00Z' },
  ]
  assert.equal(
    overviewSentence(assets, context),
    '2 of 3 turbines whole; T17 silent since 03:10; T42 stopped in wind since 05:20.',
  )
})

test('a time of another day is said with its day, in the plant’s zone', () => {
  const assets = [whole, { ...whole, asset: 'T17', silentSince: '2025-01-09T01:10:00Z' }]
  assert.match(
    overviewSentence(assets, { ...context, timeZone: 'America/Sao_Paulo' }),
    /T17 silent since 8 January 2025, 22:10\.$/,
  )
})

test('a Target without new values says since when, and that what follows is older', () => {
  assert.equal(
    overviewSentence([{ ...whole, asset: '' }], { ...context, isOld: true }),
    'No values since 11 January 2025, 00:00; this is how the 24 hours before were. All bins have values.',
  )
})

test('of a Target without new values, a time is said with its day', () => {
  const assets = [whole, { ...whole, asset: 'T17', silentSince: '2025-01-10T03:10:00Z' }]
  assert.match(
    overviewSentence(assets, { ...context, isOld: true }),
    /T17 silent since 10 January 2025, 03:10\.$/,
  )
})

test('more troubles than five are counted', () => {
  const assets = Array.from({ length: 9 }, (_, n) => ({ ...whole, asset: `T${n}`, coverage: null }))
  assert.match(
    overviewSentence(assets, context),
    /T4 has no values that these cells are made of; and 4 more\.$/,
  )
})

test('of many troubles the worst are named, whatever the turbines’ names', () => {
  const suspect = { ...whole, suspectWhy: 'power without a wind speed' }
  const assets = [
    ...Array.from({ length: 6 }, (_, n) => ({ ...suspect, asset: `T0${n}` })),
    { ...whole, asset: 'T99', coverage: 0.5, silentSince: '2025-01-10T03:10:00Z' },
  ]
  assert.match(overviewSentence(assets, context), /whole; T99 silent since 03:10; T00 suspect/)
})

test('the worst comes first, and equal ones as they are', () => {
  const assets = [
    whole,
    { ...whole, suspectWhy: 'the wind speed stays at 7.1' },
    { ...whole, cells: 'p'.repeat(72) + '-'.repeat(72), coverage: 0.5 },
    { ...whole, silentSince: '2025-01-10T03:10:00Z' },
    { ...whole, stoppedSince: '2025-01-10T03:10:00Z' },
    whole,
    { ...whole, coverage: null },
  ]
  assert.deepEqual(rankAssets(assets), [5, 3, 4, 1, 2, 6, 0])
})

test('a stop that is over is told of from an hour on, and puts a turbine before others', () => {
  const stopped = (cells: number) => 's'.repeat(cells) + 'p'.repeat(144 - cells)
  const assets = [
    { ...whole, asset: 'T01', cells: stopped(5) },
    { ...whole, asset: 'T02', cells: stopped(86) },
    { ...whole, asset: 'T03' },
  ]
  assert.equal(
    overviewSentence(assets, context),
    '3 of 3 turbines whole; T02 was stopped in wind for 14 h 20 min.',
  )
  assert.deepEqual(rankAssets(assets), [1, 0, 2])
})
