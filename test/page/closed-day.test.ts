import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DayDetail } from '../../src/page/api.ts'
import { closedWords } from '../../src/page/read/read-closed-day.ts'
import { createTestTarget } from '../support/target.ts'
import { writeBins } from './bin-target.ts'
import { startTestPage } from './test-page.ts'

test('a day of a closed month says so, and what late data would change, and gives no command to load it', async () => {
  const { target, url } = await createTestTarget()
  await writeBins(target.client, {
    ...{ from: '2025-01-01', count: 144, variable: 'power', unit: 'kW' },
    mean: 'n',
  })
  await target.client.query(`
    insert into source_day (asset, variable, day, time_zone, sample_label, source_rows, source_values, fingerprint, seen_at)
    select asset, variable, day, time_zone, 'start', 9, 9, 'other', now() from load;
    update load set started_at = '2025-01-02Z', sample_label = 'start'`)
  const page = await startTestPage({ targetUrl: url })
  const read = () => page.json<DayDetail>('/api/day?day=2025-01-01')
  const open = await read()
  assert.deepEqual([open.state, open.command?.endsWith(' run 2025-01-01')], ['changed', true])
  await target.client.query(`
    insert into month_closing (asset, month, time_zone, window_start, window_end, is_incomplete, closed_at, closed_by, closed_role)
    values ('', '2025-01-01', 'UTC', '2025-01-01Z', '2025-02-01Z', false, '2025-02-03T08:00Z', 'alice', 'etl');
    insert into late_change (asset, variable, period_seconds, day, month, reason, values_differ, bins_before, bins_after,
      mean_before, mean_after, greatest_difference, seen_at)
    values ('', 'power', 600, '2025-01-01', '2025-01-01', 'changed in the Source', 3, 144, 144, 71.5, 71.75, 36, now())`)
  const closed = await read()
  assert.deepEqual([open.isClosed, closed.isClosed, closed.command], [false, true, null])
  assert.match(
    closed.reasons[0]!,
    /^2025-01 was closed on 3 February 2025 by alice: nothing of it is changed until `\S+ close 2025-01 --reopen` opens it again\.$/,
  )
  assert.equal(
    closed.reasons[1],
    "power: late data in a closed month: 3 values would differ, mean 71.5 kW before, 71.75 kW after, a bin's mean by 36 kW at most, energy 1716 kWh before, 1722 kWh after (changed in the Source).",
  )
  // A Target of an older version has no such tables.
  await target.client.query('drop table month_closing, late_change')
  assert.deepEqual((await read()).reasons, open.reasons)
})

test('of a farm it is the month of this turbine alone that is opened again', () => {
  const closed = { month: '2025-01', closedOn: '2025-02-03', closedBy: 'alice', late: [] } as const
  assert.match(closedWords('T01', closed)[0]!, / close 2025-01 --assets T01 --reopen`/)
})
