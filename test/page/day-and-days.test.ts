import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DayDetail, Days } from '../../src/page/api.ts'
import { addDays, listDays } from '../../src/time/day.ts'
import { createTestTarget } from '../support/target.ts'
import { startTestPage } from './test-page.ts'

const first = '2025-01-01'
const last = addDays(first, 119)

/** One of these, or one of its `null`s, at random. */
const oneOf = (...values: string[]) =>
  `(array[${values.join()}])[1 + floor(random() * ${values.length})::int]`

test('of whatever the ledger and sync say, the calendar and the day say the same', async () => {
  const { target, url } = await createTestTarget()
  const rows = `from generate_series(date '${first}', '${last}', '1 day') day, unnest(array['power', 'wind_speed']) variable`
  await target.client.query(`
    select setseed(0.3);
    insert into signal (name, asset, variable, statistic, period_seconds)
    select name || '_mean', '', name, 'mean', 600 from unnest(array['power', 'wind_speed']) name;
    insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
      sample_seconds, expected, valid, missing, conflicts, excess, coverage, target_rows, fingerprint,
      settings_version, sample_label, minuano_version, started_at, seconds, error_code)
    select '', variable, 600, day, 'UTC', day, day + interval '1 day', status, 60, 1440,
      ${oneOf('0', '720', '1440')}, 0, ${oneOf('null', '0', '0', '2')}, ${oneOf('null', '0', '0', '1')},
      ${oneOf('null', '0.5', '1', '1', '1')}, 0, ${oneOf("'a'", "'b'")},
      ${oneOf('null', "'v'", "'v'", "'v'")}, 'start', '0', timestamptz '2025-06-01Z', 1,
      case when status = 'failed' then 'internal' else ${oneOf('null', 'null', 'null', "'no-source-data'", "'timeout'")} end
    from (
      select day, variable, ${oneOf("'loaded'", "'loaded'", "'loaded'", "'open'", "'no-source-data'", "'failed'", 'null')} as status
      ${rows}) drawn
    where status is not null`)
  await target.client.query(`
    insert into source_day (asset, variable, day, time_zone, sample_label, source_rows, source_values, fingerprint, seen_at)
    select '', variable, day, ${oneOf("'UTC'", "'UTC'", "'Asia/Tokyo'")}, 'start', ${oneOf('0', '1440')},
      ${oneOf('0', '1440')}, ${oneOf("'a'", "'b'")},
      ${oneOf("timestamptz '2025-05-01Z'", "timestamptz '2025-07-01Z'", "timestamptz '2025-07-01Z'")}
    ${rows} where random() < 0.6`)
  const page = await startTestPage({ targetUrl: url })
  const calendar = await page.json<Days>(`/api/days?from=${first}&to=${last}`)
  const shown = Array.from(calendar.assets[0]!.states, (letter) => calendar.states[letter as 'w'])
  const single: string[] = []
  for (const day of listDays(first, last)) {
    single.push((await page.json<DayDetail>(`/api/day?day=${day}`)).state)
  }
  assert.deepEqual(shown, single)
  // Or it would compare little.
  assert.ok(new Set(single).size >= 6, [...new Set(single)].join())
})
