import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import type { Target } from '../tables/schema.ts'
import { whereOf } from './read-daily-figures.ts'
import type { FiguresQuery } from './read-daily-figures.ts'
import { readFigures } from './read-figures.ts'

/** How long an asset was in a state on a day. */
export interface StateHours {
  readonly asset: Asset
  readonly day: Day
  readonly variable: string
  /** `null`: what was loaded says no state. */
  readonly code: number | null
  readonly category: string
  readonly hours: number
}

/** Hours by state; none where nothing is loaded that has states. */
export function readStateHours(target: Target, query: FiguresQuery): Promise<StateHours[]> {
  return readFigures<StateHours>(
    target,
    `select asset, to_char(day, 'YYYY-MM-DD') as day, variable, code::float8 as code, category, hours
     from daily_state_hours where ${whereOf(query)}
     order by asset, daily_state_hours.day, variable, daily_state_hours.code`,
  )
}
