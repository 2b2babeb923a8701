import type { Bench } from '../stack/start-bench.ts'
import { year } from './days.ts'

/** Seconds of Minuano's `backfill` of the year, as a process of its own. */
export async function backfillYear({ up }: Bench): Promise<number> {
  return (await up.run(['backfill', year.first, year.last, '--json'])).seconds
}

/** Seconds of its `sync` of the year. */
export async function syncYear({ up }: Bench): Promise<number> {
  return (await up.run(['sync', '--from', year.first, '--to', year.last, '--json'])).seconds
}
