import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextTick, runTicks } from '../../src/stack/sync-schedule.ts'
import type { Clock } from '../../src/stack/sync-schedule.ts'

const minute = 60_000
const day = 1440 * minute
const now = Date.parse('2025-01-10T12:00Z')

describe('the next tick', () => {
  for (const [what, any, wide, at, days] of [
    ['is at once, of many days, where there was none', undefined, undefined, 0, 30],
    ['is of few days where many were looked at within a day', undefined, -day + minute, 0, 2],
    ['is of many days a day after the last such', undefined, -day, 0, 30],
    ['is a period after the last', -4 * minute, -4 * minute, 6 * minute, 2],
    [
      'is of many days where a day will have gone by then',
      -4 * minute,
      -day + 5 * minute,
      6 * minute,
      30,
    ],
    ['is at once where some were missed', -95 * minute, -95 * minute, 0, 2],
    ['is a period from now where the clock was put back', day, day, 10 * minute, 2],
  ] as const) {
    test(what, () => {
      const since = (time: number | undefined) => (time === undefined ? undefined : now + time)
      const last = { any: since(any), wide: since(wide) }
      assert.deepEqual(nextTick(now, 10 * minute, last), { at: now + at, days })
    })
  }
})

/** A clock that moves on only when it is waited for, or when a tick takes its time. */
function createClock(): Clock & { pass(milliseconds: number): void } {
  let time = now
  return {
    now: () => time,
    wait: (milliseconds) => {
      time += milliseconds
      return Promise.resolve()
    },
    pass: (milliseconds) => (time += milliseconds),
  }
}

/** Ticks until so many have been; when each began, in minutes, and its days. `ends`: minutes that it takes, and whether it could compare. */
async function run(
  count: number,
  lastWide: number | undefined,
  ends: (index: number) => readonly [minutes: number, couldCompare: boolean],
  everyMinutes = 10,
): Promise<[minutes: number, days: number][]> {
  const clock = createClock()
  const controller = new AbortController()
  const ticks: [number, number][] = []
  let running = 0
  await runTicks({
    everyMilliseconds: everyMinutes * minute,
    lastWide,
    clock,
    signal: controller.signal,
    tick: async (days) => {
      assert.equal(++running, 1)
      ticks.push([(clock.now() - now) / minute, days])
      const [minutes, couldCompare] = ends(ticks.length - 1)
      clock.pass(minutes * minute)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      if (ticks.length === count) controller.abort()
      return couldCompare
    },
  })
  return ticks
}

describe('ticks', () => {
  test('follow each other a period apart, from begin to begin', async () => {
    assert.deepEqual(await run(3, undefined, () => [2, true]), [
      [0, 30],
      [10, 2],
      [20, 2],
    ])
  })

  test('never overlap: one that takes longer is followed by one at once, not by all that were missed', async () => {
    const found = await run(4, now, (index) => [index === 0 ? 35 : 1, true])
    assert.deepEqual(found, [
      [0, 2],
      [35, 2],
      [45, 2],
      [55, 2],
    ])
  })

  test('look at many days again at each tick until they could be compared, and then a day later', async () => {
    const found = await run(5, undefined, (index) => [1, index >= 2], 720)
    assert.deepEqual(found, [
      [0, 30],
      [720, 30],
      [1440, 30],
      [2160, 2],
      [2880, 30],
    ])
  })

  test('further apart than a timer can wait come in their time', async () => {
    const found = await run(2, undefined, () => [1, true], 100 * 1440)
    assert.deepEqual(found, [
      [0, 30],
      [100 * 1440, 30],
    ])
  })
})
