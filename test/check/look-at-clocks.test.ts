import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSeconds, lookAtClocks } from '../../src/check/look-at-clocks.ts'
import { compareClocks } from '../../src/check/measure-clock.ts'

const levels = (ahead: number, within = 0) =>
  lookAtClocks([{ name: 'Source', aheadSeconds: ahead, withinSeconds: within }]).map(
    ({ level }) => level,
  )

test('clocks that differ by less than 2 s are well, by more are said, by a minute are a fault', () => {
  assert.deepEqual(
    [1.9, -1.9, 2.1, -59, 61, -61].map((ahead) => levels(ahead)[0]),
    ['ok', 'ok', 'note', 'note', 'fault', 'fault'],
  )
})

test('what may be the line’s is not held against a clock', () => {
  assert.deepEqual(levels(3, 1.5), ['ok'])
})

test('the message says which clock is how far ahead or behind', () => {
  const [finding] = lookAtClocks([{ name: 'Target', aheadSeconds: -7200, withinSeconds: 0 }])
  assert.match(finding!.text, /^the Target's clock is 2 hours behind this machine's/)
})

test('a clock is compared with the middle of question and answer, whole seconds with their middle', () => {
  assert.deepEqual(compareClocks('Source', 5000, 1000, 3000), {
    name: 'Source',
    aheadSeconds: 3,
    withinSeconds: 1,
  })
  assert.deepEqual(compareClocks('Connector', 5000, 5000, 5000, 1000), {
    name: 'Connector',
    aheadSeconds: 0.5,
    withinSeconds: 0.5,
  })
})

test('a length of time is said as a person says it', () => {
  assert.deepEqual([0.04, 3.24, 94, 120, 3600, 7200, 90_000, 172_800].map(describeSeconds), [
    '0 s',
    '3.2 s',
    '94 s',
    '2 minutes',
    '60 minutes',
    '2 hours',
    '25 hours',
    '2 days',
  ])
})
