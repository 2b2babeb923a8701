import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type pg from 'pg'

/** The code of a page in this language, block by block: what people are told is what is tried. */
export function readRecipes(language: string, of = 'docs/copying.md'): string[] {
  const page = readFileSync(new URL(`../../${of}`, import.meta.url), 'utf8')
  const blocks = page.matchAll(/^```(\w+)\n(.*?)^```$/gms)
  return [...blocks].filter(([, of]) => of === language).map(([, , code]) => code!)
}

/**
 * A copy of a Target's values that is brought up to date by what docs/copying.md says in SQL. Who
 * compares both must see the ledger too, which whoever copies need not.
 */
export async function createFollower(client: pg.ClientBase, comparer = client) {
  const sql = readRecipes('sql')
  const [create, ...follow] = ['create schema copy', 'begin;'].map((begin) =>
    sql.find((code) => code.startsWith(begin)),
  )
  await client.query(create!)
  return {
    findDifference,
    /** Copies what changed; gives the days that it was told, as `T01 2025-01-05`. */
    async follow(): Promise<string[]> {
      const changed = await client.query<{ day: string }>(
        `select concat_ws(' ', nullif(asset, ''), day, nullif(period_seconds, 600)) as day from changed_day
         where changed_at > (select coalesce(max(changed_at), '-infinity') from copy.value) order by 1`,
      )
      await client.query(follow[0]!)
      return changed.rows.map(({ day }) => day)
    },
    async demandSame(): Promise<void> {
      assert.deepEqual(await findDifference(), [])
    },
  }

  /** What the copy lacks or has of the values of `data`, each once and in the day that the ledger has it in. */
  async function findDifference(): Promise<string[]> {
    const { rows } = await comparer.query<{ line: string }>(`
        with held as (
          select signal.asset, signal.period_seconds, load.day, signal.name, data."timestamp", data.value
          from data join signal on signal.id = data.signal_id
            join load using (asset, variable, period_seconds)
          where "timestamp" >= window_start and "timestamp" < window_end and status in ('loaded', 'open')),
        copied as (
          select asset, period_seconds, day, name, "timestamp", value from copy.value where value is not null)
        select 'lacks ' || held::text as line from (table held except all table copied) held
        union all select 'has ' || copied::text from (table copied except all table held) copied
        union all select 'of no day: ' || data::text from data
          where not exists (select from held join signal using (name) where id = signal_id and held."timestamp" = data."timestamp")
        limit 5`)
    return rows.map(({ line }) => line)
  }
}
