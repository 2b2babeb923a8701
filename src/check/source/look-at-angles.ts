import type { Config } from '../../config/settings.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { findKind } from '../../signal/kind.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { newestRows } from './newest-rows.ts'

const make = findingsOf('Source')

/** So many variables are looked at. */
const mostVariables = 24

export interface Spread {
  readonly least: number | null
  readonly most: number | null
  readonly leaps: number
}

/**
 * Variables that would be averaged arithmetically and go round a circle by their values: within 360 degrees,
 * near both of its ends, and from one sample to the next over the end. Nobody's word, so unconfirmed.
 */
export async function lookAtAngles(
  { client }: OpenServer,
  table: SourceTable,
  days: number,
  { variables, kinds, units }: Pick<Config, 'variables' | 'kinds' | 'units'>,
): Promise<Finding[]> {
  const scalars = table.variables
    .filter(({ name, unit }) => {
      if (!variables.includes(name)) return false
      const { kind, from } = findKind(name, units?.get(name) ?? unit, kinds?.get(name))
      return kind === 'scalar' && from !== 'setting'
    })
    .slice(0, mostVariables)
  if (scalars.length === 0) return []
  const columns = scalars.map(({ column }, i) => `${quoteIdentifier(column)}::float8 as v${i}`)
  const steps = scalars.map(
    (_, i) => `v${i}, v${i} - lag(v${i}) over (partition by a order by t) as d${i}`,
  )
  const spreads = scalars.map(
    (_, i) =>
      `json_build_object('least', min(v${i}), 'most', max(v${i}), 'leaps', count(*) filter (where abs(d${i}) > 180))`,
  )
  const [row] = await ask<{ spreads: Spread[] }>(
    client,
    'Source',
    `with ${newestRows(table, days, columns)}, steps as (select ${steps.join(', ')} from newest)
     select json_build_array(${spreads.join(', ')}) as spreads from steps`,
  )
  return row!.spreads.flatMap((spread, i) => {
    const kind = kindOf(spread)
    const { name } = scalars[i]!
    if (kind === undefined) return []
    return [tellAngle(name, spread, kind)]
  })
}

/** What such a variable would be averaged to, and the setting that says that it is one. */
export function tellAngle(name: string, { least, most, leaps }: Spread, kind: string): Finding {
  return make.unconfirmed(
    `${name} goes from ${round(least!)} to ${round(most!)}, and ${leaps} times from one end over to the other, as an angle does; it is averaged as a scalar, which makes 180 out of 359 and 1. If it is degrees, set its kind, in minuano.json as "kind": "${kind}"`,
    { settings: [`MINUANO_KINDS=${name}=${kind}`] },
  )
}

/** The kind of angle that values may be; undefined where they are none. */
export function kindOf({ least, most, leaps }: Spread) {
  if (least === null || most === null || leaps === 0) return undefined
  if (least >= 0 && least < 20 && most <= 360 && most > 340) return 'direction'
  if (least >= -180 && least < -160 && most <= 180 && most > 160) return 'signed-angle'
  return undefined
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
