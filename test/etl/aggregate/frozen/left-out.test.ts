import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { measureDay } from '../../../../src/etl/aggregate/measure-day.ts'
import { hasValues } from '../../../../src/etl/load/group-by-kept.ts'
import { settingsVersion } from '../../../../src/etl/shape/settings-version.ts'
import { reasonNumbers } from '../../../../src/frame/reasons.ts'
import { classNumbers } from '../../../../src/signal/sample-class.ts'
import { dayInterval } from '../../../../src/time/day.ts'
import { settingsFrom } from '../../../support/etl.ts'

const day = '2025-01-03'
const interval = dayInterval(day, 'UTC')

/** A day of minutes, of which those from 100 on hang for 40, and those from 200 to 219 are uncertain. */
async function measure(env: Record<string, string>, isAllFrozen = false) {
  const settings = settingsFrom({
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_STATISTICS: 'count',
    ...env,
  })
  const minutes = Array.from({ length: 1440 }, (_, minute) => minute)
  const isFrozen = (minute: number) => isAllFrozen || (minute >= 100 && minute < 140)
  const frame = {
    time: Float64Array.from(minutes, (minute) => interval.start + minute * 60e6),
    columns: new Map([
      ['wind_speed', Float64Array.from(minutes, (at) => (isFrozen(at) ? 7 : 8 + Math.sin(at)))],
    ]),
    reasons: new Map([
      [
        'wind_speed',
        Uint8Array.from(minutes, (at) =>
          !isAllFrozen && at >= 200 && at < 220 ? reasonNumbers['uncertain-quality'] : 0,
        ),
      ],
    ]),
  }
  const facts = { units: new Map<string, string>(), clock: undefined, isOrdered: false }
  const measured = await measureDay(
    { frame, ...facts, hasOwnRows: true },
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  return { ...measured, remarks: [], facts: measured.samples.get('wind_speed')! }
}

describe('samples that settings leave out', () => {
  const cases: readonly [string, number, object | undefined][] = [
    ['', 1440, undefined],
    ['frozen', 1400, { frozen: 40 }],
    ['uncertain', 1420, { uncertain: 20 }],
    ['frozen,uncertain', 1380, { frozen: 40, uncertain: 20 }],
  ]
  for (const [leaveOut, valid, leftOut] of cases) {
    test(`are counted, and are not missing: ${leaveOut === '' ? 'none' : leaveOut}`, async () => {
      const env: Record<string, string> = leaveOut === '' ? {} : { MINUANO_LEAVE_OUT: leaveOut }
      const { facts, bins } = await measure(env)
      assert.deepEqual(
        [facts.valid, facts.missing, facts.frozen, facts.leftOut, facts.keptReasons],
        [valid, 0, 40, leftOut, { 'uncertain-quality': 20 }],
      )
      const counts = bins.signals[0]!.values
      assert.equal(
        counts.reduce((sum, count) => sum + (count || 0), 0),
        valid,
      )
    })
  }

  test('are values all the same, where they are all that a day has', async () => {
    const measured = await measure({ MINUANO_LEAVE_OUT: 'frozen' }, true)
    assert.equal(measured.facts.valid, 0)
    assert.equal(hasValues(measured, 'wind_speed'), true)
  })

  for (const duplicates of ['first', 'last']) {
    test(`say nothing of a time that has another value, with MINUANO_DUPLICATES=${duplicates}`, async () => {
      const settings = settingsFrom({
        MINUANO_VARIABLES: 'power',
        MINUANO_LEAVE_OUT: 'uncertain',
        MINUANO_DUPLICATES: duplicates,
      })
      const uncertain = reasonNumbers['uncertain-quality']
      const rows = duplicates === 'first' ? [uncertain, 0] : [0, uncertain]
      const frame = {
        time: Float64Array.of(interval.start, interval.start),
        columns: new Map([['power', Float64Array.of(1, 2)]]),
        reasons: new Map([['power', Uint8Array.from(rows)]]),
      }
      const facts = { units: new Map<string, string>(), clock: undefined, isOrdered: true }
      const { bins, classes } = await measureDay(
        { frame, ...facts, hasOwnRows: true },
        { day, interval, isWhole: true },
        settings,
        settings,
      )
      const { counts } = classes.get('power')!
      assert.equal(bins.signals[0]!.values[0], frame.columns.get('power')![rows.indexOf(0)])
      assert.deepEqual(
        [classNumbers.valid, classNumbers.duplicate, classNumbers.uncertain_quality].map(
          (number) => counts[number],
        ),
        [1, 1, 0],
      )
    })
  }

  test('are part of the version of variables that may have them', () => {
    const versionOf = (variable: string, env: Record<string, string> = {}) =>
      settingsVersion({
        settings: settingsFrom({ MINUANO_VARIABLES: 'wind_speed,power', ...env }),
        variable,
        kind: 'scalar',
      })
    const [wind, power] = [versionOf('wind_speed'), versionOf('power')]
    assert.notEqual(versionOf('wind_speed', { MINUANO_LEAVE_OUT: 'frozen' }), wind)
    assert.equal(versionOf('power', { MINUANO_LEAVE_OUT: 'frozen' }), power)
    assert.notEqual(versionOf('power', { MINUANO_LEAVE_OUT: 'uncertain' }), power)
    assert.notEqual(versionOf('wind_speed', { MINUANO_FROZEN: 'wind_speed=45m' }), wind)
    assert.equal(versionOf('wind_speed', { MINUANO_FROZEN: 'wind_speed=30m' }), wind)
    assert.equal(versionOf('power', { MINUANO_FROZEN: 'wind_speed=45m' }), power)
  })

  test('are none, and the versions those of before, where the settings say nothing of it', () => {
    const settings = settingsFrom({ MINUANO_VARIABLES: 'wind_speed,power' })
    const { frozen, leads, ...before } = settings
    assert.ok(frozen !== undefined && leads !== undefined)
    for (const variable of ['wind_speed', 'power']) {
      const of = (given: typeof before) =>
        settingsVersion({ settings: given, variable, kind: 'scalar' })
      assert.equal(of(settings), of(before))
    }
  })
})
