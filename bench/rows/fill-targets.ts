import { say } from '../../src/log/say.ts'
import { runSql } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import { backfillYear } from './backfill-year.ts'
import { year, yearTargetRows } from './days.ts'

/**
 * Brings the year to the Targets that do not hold it. Those that do hold it as the Source is now: every
 * row that changes the Source ends with all Targets loaded.
 */
export async function fillTargets(bench: Bench): Promise<void> {
  say('    filling the Targets ...')
  await fill(bench.up.adminUrl('target'), () => backfillYear(bench))
  for (const { etl, targetUrl } of bench.peers) {
    // Makes the tables, if nothing else.
    await etl(year.first, year.first)
    await fill(targetUrl, () => etl(year.first, year.last))
  }
}

async function fill(url: string, load: () => Promise<unknown>): Promise<void> {
  const [held] = await runSql<{ rows: number }>(
    url,
    `select count(*)::int as rows from data
     where "timestamp" >= '${year.first}' and "timestamp" < date '${year.last}' + 1`,
  )
  if (held!.rows !== yearTargetRows) await load()
  await runSql(url, 'vacuum analyze')
}
