import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { closedDay } from '../../../src/etl/plan/closed-day.ts'
import { newestDay } from '../../../src/etl/plan/newest-day.ts'
import { settingsFrom } from '../../support/etl.ts'
import { addDays } from '../../../src/time/day.ts'

describe('the newest day that has a closed bin', () => {
  const cases = [
    { now: '2025-02-03T00:00:00Z', zone: 'UTC', day: '2025-02-02' },
    { now: '2025-02-03T00:09:59Z', zone: 'UTC', day: '2025-02-02' },
    { now: '2025-02-03T00:10:00Z', zone: 'UTC', day: '2025-02-03' },
    { now: '2025-02-02T18:24:59Z', zone: 'Asia/Kathmandu', day: '2025-02-02' },
    { now: '2025-02-02T18:25:00Z', zone: 'Asia/Kathmandu', day: '2025-02-03' },
    // The day begins at 01:00, an hour that the clocks jumped to.
    { now: '2018-11-04T03:09:59Z', zone: 'America/Sao_Paulo', day: '2018-11-03' },
    { now: '2018-11-04T03:10:00Z', zone: 'America/Sao_Paulo', day: '2018-11-04' },
  ]
  for (const { now, zone, day } of cases) {
    test(`is ${day} at ${now} in ${zone}`, (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: Date.parse(now) })
      const settings = settingsFrom({ MINUANO_TIME_ZONE: zone })
      assert.equal(newestDay(settings), day)
      assert.doesNotThrow(() => closedDay(day, settings))
      assert.throws(() => closedDay(addDays(day, 1), settings), { code: 'day-not-begun' })
    })
  }
})
