import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { measureDay } from '../../src/etl/aggregate/measure-day.ts'
import { loadDays } from '../../src/etl/load/load-days.ts'
import { closedDay } from '../../src/etl/plan/closed-day.ts'
import type { Frame } from '../../src/frame/frame.ts'
import type { Hold } from '../../src/signal/hold.ts'
import { reasonNumbers } from '../../src/frame/reasons.ts'
import type { DayDetail } from '../../src/page/api.ts'
import { readLedger } from '../../src/target/read/read-ledger.ts'
import { startTestPage } from '../page/test-page.ts'
import { settingsFrom } from '../support/etl.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestTarget } from '../support/target.ts'

const day = '2025-01-03'
const midnight = Date.parse(`${day}T00:00:00Z`) * 1000
const settings = settingsFrom()
const bad = reasonNumbers['bad-quality']
const substituted = reasonNumbers.substituted

/** A day of minutes: wind 8 all day; power 5, of which 12 bad and 3 substituted. */
function rows(): Frame {
  const power = new Float64Array(1440).fill(5)
  const reasons = new Uint8Array(1440)
  power.fill(NaN, 100, 112)
  reasons.fill(bad, 100, 112)
  reasons.fill(substituted, 200, 203)
  return {
    time: Float64Array.from(power, (_, minute) => midnight + minute * 60e6),
    columns: new Map([
      ['wind_speed', new Float64Array(1440).fill(8)],
      ['power', power],
    ]),
    reasons: new Map([['power', reasons]]),
  }
}

async function measure(frame: Frame) {
  const isSo = { isOrdered: false, hasOwnRows: false }
  const [units, holds] = [new Map<string, string>(), new Map<string, Hold>()]
  const extract = { frame, units, holds, clock: undefined, ...isSo }
  const measured = await measureDay(extract, closedDay(day, settings), settings, settings)
  return { ...measured, remarks: [] }
}

describe('what the Source says of its samples', () => {
  test('is in the ledger, in status and on the page', async () => {
    const { target, url } = await createTestTarget()
    const measured = await measure(rows())
    assert.deepEqual(measured.samples.get('power'), {
      ...{ expected: 1440, valid: 1428, missing: 12, outOfRange: 0, ambiguous: 0 },
      coverage: 1428 / 1440,
      reasons: { 'bad-quality': 12 },
      keptReasons: { substituted: 3 },
    })
    await loadDays(target, settings, settings, [measured], Date.now() * 1000)
    const ledger = await readLedger(target, settings)
    assert.deepEqual(
      ledger.map(({ variable, reasons, keptReasons }) => [variable, reasons, keptReasons]),
      [
        ['power', { 'bad-quality': 12 }, { substituted: 3 }],
        ['wind_speed', null, null],
      ],
    )

    const env = { TARGET_DATABASE_URL: url }
    const status = await runMinuano(['status'], env)
    assert.match(
      status.stdout,
      /power: 12 of 1440 missing; power: no value, as the Source says: 12 bad-quality; power: kept, though the Source says: 3 substituted/,
    )
    const json = JSON.parse((await runMinuano(['status', '--json'], env)).stdout) as {
      days: object[]
    }
    assert.partialDeepStrictEqual(json.days, [
      { reasons: { power: { 'bad-quality': 12 } }, keptReasons: { power: { substituted: 3 } } },
    ])

    const page = await startTestPage({ targetUrl: url })
    const told = async () => page.json<DayDetail>(`/api/day?day=${day}`)
    const { reasons, variables } = await told()
    assert.deepEqual(
      reasons.filter((sentence) => sentence.includes('the Source says')),
      [
        'power: no value, as the Source says: 12 bad-quality.',
        'power: kept, though the Source says: 3 substituted.',
      ],
    )
    assert.deepEqual(
      variables.map(({ variable, reasons: why, keptReasons }) => [variable, why, keptReasons]),
      [
        ['wind_speed', null, null],
        ['power', { 'bad-quality': 12 }, { substituted: 3 }],
      ],
    )
    // A Target of a version before has no such columns.
    await target.client.query('alter table load drop reasons, drop kept_reasons')
    assert.deepEqual((await told()).variables[1]?.reasons, null)
  })

  test('is gone from the ledger when the day is loaded without', async () => {
    const { target } = await createTestTarget()
    for (const frame of [rows(), { ...rows(), reasons: undefined }]) {
      await loadDays(target, settings, settings, [await measure(frame)], Date.now() * 1000)
    }
    const [power] = await readLedger(target, settings)
    assert.deepEqual([power!.reasons, power!.keptReasons], [null, null])
  })

  test('changes no number', async () => {
    const [told, untold] = [await measure(rows()), await measure({ ...rows(), reasons: undefined })]
    assert.deepEqual([told.bins, told.found], [untold.bins, untold.found])
    const { reasons, keptReasons, ...facts } = told.samples.get('power')!
    assert.deepEqual([Object.keys(reasons!), Object.keys(keptReasons!)].flat().length, 2)
    assert.deepEqual(facts, untold.samples.get('power'))
  })
})
