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

const stateWord = /^(status|state|estado|mode|modo|code|codigo|alarm|alarme)$/
const counterWord = /^(energy|energia|total|totalizer|counter|contador|kwh|mwh)$/

/** So many codes a state has at most, of those that are seen. */
const mostCodes = 50

/** Of a counter one step in so many may be a fall: it began anew. */
const stepsPerFall = 1000

/** What is seen of a variable's newest values. */
interface Seen {
  readonly values: number
  readonly different: number
  readonly whole: boolean
  readonly least: number | null
  readonly falls: number
  readonly rises: number
}

/**
 * Variables that are averaged, and are states or counters by their names and their values: whole numbers of few kinds,
 * or values that hardly ever fall. Nobody's word, so unconfirmed; no other variable is asked for.
 */
export async function lookAtKinds(
  { client }: OpenServer,
  table: SourceTable,
  days: number,
  { variables, kinds, units }: Pick<Config, 'variables' | 'kinds' | 'units'>,
): Promise<Finding[]> {
  const named = table.variables.filter(({ name, unit }) => {
    if (!variables.includes(name) || likely(name) === undefined) return false
    const { kind, from } = findKind(name, units?.get(name) ?? unit, kinds?.get(name))
    return kind === 'scalar' && from !== 'setting'
  })
  if (named.length === 0) return []
  const columns = named.map(({ column }, i) => `${quoteIdentifier(column)}::float8 as v${i}`)
  const steps = named.map(
    (_, i) => `v${i}, v${i} - lag(v${i}) over (partition by a order by t) as d${i}`,
  )
  const seen = named.map(
    (_, i) =>
      `json_build_object('values', count(v${i}), 'different', count(distinct v${i}),
        'whole', coalesce(bool_and(v${i} = trunc(v${i})), false), 'least', min(v${i}),
        'falls', count(*) filter (where d${i} < 0), 'rises', count(*) filter (where d${i} > 0))`,
  )
  const [row] = await ask<{ seen: Seen[] }>(
    client,
    'Source',
    `with ${newestRows(table, days, columns)}, steps as (select ${steps.join(', ')} from newest)
     select json_build_array(${seen.join(', ')}) as seen from steps`,
  )
  return row!.seen.flatMap((seen, i) => {
    const { name } = named[i]!
    return isSo(likely(name)!, seen) ? [tell(name, likely(name)!)] : []
  })
}

/** By the last of a name's words that says it: `energy_total` counts, `total_status` is a state. */
function likely(name: string): 'state' | 'counter' | undefined {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  const word = words.findLast((one) => stateWord.test(one) || counterWord.test(one))
  if (word === undefined) return undefined
  return stateWord.test(word) ? 'state' : 'counter'
}

function isSo(kind: 'state' | 'counter', seen: Seen): boolean {
  if (seen.values < 2) return false
  if (kind === 'state') return seen.whole && seen.different <= mostCodes
  return (seen.least ?? -1) >= 0 && seen.rises > 0 && seen.falls * stepsPerFall <= seen.values
}

function tell(name: string, kind: 'state' | 'counter'): Finding {
  const why =
    kind === 'state'
      ? 'has few whole numbers, as a state has, and is averaged: its mean says nothing'
      : 'hardly ever falls, as a counter does, and is averaged: how much it grew is not known then'
  return make.unconfirmed(
    `${name} ${why}. If it is a ${kind}, set its kind, in minuano.json as "kind": "${kind}"; as it is, "kind": "scalar"`,
    { settings: [`MINUANO_KINDS=${name}=${kind}`] },
  )
}
