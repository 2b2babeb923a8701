import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addLabels } from '../../../src/etl/plan/add-labels.ts'
import { describeLayouts } from '../../../src/etl/plan/describe-layouts.ts'
import { readLedger } from '../../../src/target/read/read-ledger.ts'
import type { LedgerRow } from '../../../src/target/read/read-ledger.ts'
import { addDays, dayInterval, listDays } from '../../../src/time/day.ts'
import { backfill, runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const settings = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })

const rowOf = (day: string, timeZone: string, more: Partial<LedgerRow> = {}): LedgerRow => {
  const { start, end } = dayInterval(day, timeZone)
  return {
    ...{ day, timeZone, variable: 'power', status: 'loaded', sampleLabel: 'start', isCut: false },
    ...{ windowStart: start, windowEnd: end, expected: 1440, valid: 1440, missing: 0 },
    ...{ outOfRange: 0, duplicates: 0, conflicts: 0, excess: 0, ambiguous: 0, coverage: 1 },
    ...{ reasons: null, keptReasons: null },
    ...{ fingerprint: 'f', settingsVersion: 'v', errorCode: null },
    ...more,
  }
}

describe('the layouts of days', () => {
  test('are nothing to speak of where all are the settings’, with gaps and days under way too', () => {
    const rows = [
      rowOf('2025-01-01', 'America/Sao_Paulo'),
      rowOf('2025-01-05', 'America/Sao_Paulo', { sampleLabel: null }),
      rowOf('2025-01-06', 'America/Sao_Paulo', { status: 'open', windowEnd: 1.7361972e15 }),
      rowOf('2025-01-07', 'UTC', { status: 'no-source-data' }),
      rowOf('2025-01-08', 'UTC', { status: 'failed' }),
    ]
    assert.equal(describeLayouts(rows, settings), undefined)
    assert.equal(describeLayouts([], settings), undefined)
  })

  test('are said run by run, with the bins of no day and of two, once for all variables', () => {
    const zones = ['UTC', 'UTC', 'America/Sao_Paulo', 'America/Sao_Paulo', 'UTC']
    const rows = zones.flatMap((zone, index) => {
      const day = addDays('2025-01-01', index)
      return [rowOf(day, zone), rowOf(day, zone, { variable: 'wind_speed' })]
    })
    const found = describeLayouts(rows, settings)
    assert.deepEqual(found?.lines, [
      'days were made in UTC: 2025-01-01 to 2025-01-02, 2025-01-05; America/Sao_Paulo: 2025-01-03 to 2025-01-04; the settings say America/Sao_Paulo',
      '2025-01-02 (UTC) and 2025-01-03 (America/Sao_Paulo): 18 bins between them belong to no day',
      '2025-01-04 (America/Sao_Paulo) and 2025-01-05 (UTC): 18 bins belong to both',
    ])
    assert.deepEqual(found.former, { first: '2024-12-31', last: '2025-01-05' })
  })

  test('of many changes are some, and the number of the rest', () => {
    const rows = listDays('2025-01-01', '2025-03-01').map((day, index) =>
      rowOf(day, index % 2 === 0 ? 'UTC' : 'America/Sao_Paulo'),
    )
    const { lines } = describeLayouts(rows, settings)!
    assert.equal(lines.length, 7)
    assert.match(lines[0]!, /2025-01-09, 25 more runs of days; America\/Sao_Paulo: /)
    assert.equal(lines[6], 'and 54 more such places')
  })

  test('differ by the sample label, which old rows tell by their settings’ version', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 4 * 1440))
    const days = listDays('2025-01-01', '2025-01-03')
    const [start, end] = [settingsFrom(), settingsFrom({ MINUANO_SAMPLE_LABEL: 'end' })]
    await backfill({ connector, targetUrl, settings: start, days, concurrency: 1 })
    await runDay(connector, target, end, '2025-01-02')
    const lines = [
      'days were made in UTC with MINUANO_SAMPLE_LABEL=start: 2025-01-01, 2025-01-03; UTC with MINUANO_SAMPLE_LABEL=end: 2025-01-02; the settings say UTC with MINUANO_SAMPLE_LABEL=end',
      '2025-01-01 (UTC) and 2025-01-02 (UTC): the sample on their edge is in none',
      '2025-01-02 (UTC) and 2025-01-03 (UTC): the sample on their edge is in both',
    ]
    for (const statement of ['select 1', 'update load set sample_label = null']) {
      await target.client.query(statement)
      const ledger = addLabels(await readLedger(target, end), end)
      assert.deepEqual(describeLayouts(ledger, end)?.lines, lines, statement)
    }
    const other = settingsFrom({ MINUANO_SAMPLE_LABEL: 'end', MINUANO_STATISTICS: 'mean' })
    const unknown = addLabels(await readLedger(target, other), other)
    assert.deepEqual(
      unknown.map(({ sampleLabel }) => sampleLabel),
      unknown.map(() => null),
    )
  })
})
