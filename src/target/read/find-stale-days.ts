import { quoteLiteral } from '../../postgres/quote.ts'
import type { Day } from '../../time/day.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import type { Target } from '../tables/schema.ts'
import { whereOf } from './read-daily-figures.ts'
import type { FiguresQuery } from './read-daily-figures.ts'
import { readFigures } from './read-figures.ts'

/** Loaded days whose samples were excluded by hand, or put back, since their load began: their figures are without that. */
export interface StaleDays {
  /** Days of assets. */
  readonly days: number
  readonly first: Day
  readonly last: Day
}

/** `undefined`: there is none. */
export async function findStaleDays(
  target: Target,
  query: FiguresQuery,
  variables: readonly string[],
): Promise<StaleDays | undefined> {
  const names = quoteLiteral(JSON.stringify(variables))
  const [found] = await readFigures<StaleDays>(
    target,
    `select count(distinct (load.asset, load.day))::float8 as days, to_char(min(load.day), 'YYYY-MM-DD') as first,
       to_char(max(load.day), 'YYYY-MM-DD') as last
     from (select * from load where ${whereOf(query)} and status in ${loadedStatuses}
       and variable in (select jsonb_array_elements_text(${names}::jsonb))) load
     where exists (select from exclusion of
       where of.asset = load.asset and of.variable = load.variable
         and of.window_start < load.window_end and of.window_end > load.window_start
         and (of.made_at > load.started_at) <> coalesce(of.undone_at > load.started_at, false))`,
  )
  return found === undefined || found.days === 0 ? undefined : found
}
