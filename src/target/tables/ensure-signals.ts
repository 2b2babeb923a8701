import { sql } from 'kysely'
import type { Insertable } from 'kysely'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { signalName } from '../../signal/signal-name.ts'
import { codeOf, isStatistic, statistics, unitOf } from '../../signal/statistic.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import type { SignalTable, Target } from './schema.ts'
import { wideColumn } from './wide-column.ts'
import { mostColumns, wideView } from './wide-view.ts'

/** The unit of each variable, where it is known. */
export type Units = ReadonlyMap<string, string>

/**
 * The id of each signal, by its name; signals that are missing are added, and units that were not
 * known filled in, in a transaction of their own. Not in the load's: an insert into `signal` there
 * and the lock that ATTACH takes on it would let two loads wait for each other. Throws
 * `target-unavailable`, or `target-refused`, also where a name is another signal's. Of `others` just the ids
 * of those that are there are given too.
 */
export async function ensureSignals(
  target: Target,
  keys: readonly SignalKey[],
  units: Units,
  others: readonly SignalKey[] = [],
): Promise<Map<string, number>> {
  return (await ensureAllSignals(target, keys, units, others)).ids
}

/** Ids of signals, and which of them only states and counters have. */
export interface EnsuredSignals {
  readonly ids: Map<string, number>
  readonly special: readonly SignalKey[]
}

/**
 * The same with the signals that only states and counters have, of these variables: which codes a state was met in, no
 * settings say, and what is a measure now may have been one.
 */
export async function ensureAllSignals(
  target: Target,
  keys: readonly SignalKey[],
  units: Units,
  others: readonly SignalKey[],
): Promise<EnsuredSignals> {
  try {
    const { known, columns } = await findSignals(target, [...keys, ...others])
    // One that was left for later: somebody read the view.
    if (lacksColumn(columns, [...known.values()], known)) await keepView(target)
    const lacking = keys.filter((key) => known.get(signalName(key))?.unit == null)
    if (lacking.length === 0) return found(known)
    const rows = lacking
      .filter(
        (key) => !known.has(signalName(key)) || unitOf(key.statistic, units.get(key.variable)),
      )
      .map((key) => ({
        name: signalName(key),
        asset: key.asset,
        variable: key.variable,
        statistic: key.statistic,
        period_seconds: key.periodSeconds,
        unit: unitOf(key.statistic, units.get(key.variable)) ?? null,
      }))
    if (rows.length === 0) return found(known)
    if (rows.some(({ statistic }) => codeOf(statistic) !== undefined)) {
      // Loaded on demand: a state is met for the first time rarely.
      const { refuseManyCodes } = await import('./refuse-many-codes.ts')
      refuseManyCodes([...keys, ...known.values()])
    }
    await upsert(target, rows)
    if (rows.some(({ name }) => !known.has(name))) await keepView(target)
    return found((await findSignals(target, [...keys, ...others])).known)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

/**
 * Two at once may both find a signal missing: the second leaves the first one's. Without a target,
 * since with one (`name`) PostgreSQL still fails on the other unique key, if that is checked first.
 * Under a stricter isolation, which a server may have as its default, the second would fail too.
 *
 * The rows go as one value each statement, since a farm has more signals (40,000) than a statement may
 * have parameters; units in the order of ids, so that two at once do not wait for each other.
 */
async function upsert(target: Target, rows: readonly Insertable<SignalTable>[]): Promise<void> {
  const given = sql`
    jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    given (name text, asset text, variable text, statistic text, period_seconds int, unit text)`
  await inTransaction(target, { what: 'writing signals' }, async () => {
    await sql`
      insert into signal (name, asset, variable, statistic, period_seconds, unit)
      select name, asset, variable, statistic, period_seconds, unit from ${given}
      on conflict do nothing`.execute(target.db)
    if (rows.every(({ unit }) => unit === null)) return
    await sql`
      update signal set unit = lacking.unit from (
        select signal.id, given.unit from signal join ${given} on given.name = signal.name
        where signal.unit is null and given.unit is not null
        order by signal.id for update of signal
      ) lacking
      where signal.id = lacking.id`.execute(target.db)
  })
}

/** Loaded on demand: most loads make no signals. */
async function keepView(target: Target): Promise<void> {
  const { keepWideView } = await import('./keep-wide-view.ts')
  await keepWideView(target)
}

/** Whether signals that are there have no column in `ten_minute_wide`, which is there too and has room. */
function lacksColumn(
  columns: ReadonlySet<string>,
  keys: readonly SignalKey[],
  known: ReadonlyMap<string, KnownSignal>,
): boolean {
  if (columns.size === 0 || columns.size >= mostColumns) return false
  return keys.some(
    (key) =>
      key.periodSeconds === 600 &&
      known.has(signalName(key)) &&
      !columns.has(wideColumn(key.variable, key.statistic)),
  )
}

interface KnownSignal extends SignalKey {
  readonly id: number
  readonly name: string
  readonly unit: string | null
}

/** SQL: what only states and counters have; an index of just these finds them at once where there is none. */
export const isSpecial = `statistic <> all ('{${statistics.join()}}'::text[])`

/** Those of these keys that are there, and the columns of `ten_minute_wide`: none where somebody dropped it. */
async function findSignals(
  target: Target,
  keys: readonly SignalKey[],
): Promise<{ known: Map<string, KnownSignal>; columns: ReadonlySet<string> }> {
  const names = keys.map(signalName)
  const of = 'id, name, unit, asset, variable, statistic, period_seconds as "periodSeconds"'
  const isOf = (column: string, values: readonly unknown[]) =>
    `${column} in (select jsonb_array_elements_text(${quoteLiteral(JSON.stringify([...new Set(values)]))}::jsonb))`
  const rows = await readOnce<KnownSignal>(
    target,
    'looking for signals',
    `select ${of} from signal where ${isOf('name', names)}
     union all
     select ${of} from signal
     where ${isSpecial}
       and ${isOf(
         'asset',
         keys.map(({ asset }) => asset),
       )}
       and ${isOf(
         'variable',
         keys.map(({ variable }) => variable),
       )}
       and period_seconds in (${[...new Set(keys.map(({ periodSeconds }) => periodSeconds)), 0].join()})
     union all
     select null, attname::text, null, null, null, null, null from pg_attribute
     where attrelid = to_regclass('${wideView}') and attnum > 0`,
  )
  const isColumn = (row: { readonly id: number | null }) => row.id === null
  const columns = new Set(rows.filter(isColumn).map(({ name }) => name))
  const known = new Map(rows.filter((row) => !isColumn(row)).map((row) => [row.name, row]))
  for (const { asset, variable, ...rest } of keys) {
    const row = known.get(signalName({ asset, variable, ...rest }))
    if (row !== undefined && (row.asset !== asset || row.variable !== variable)) {
      throw new MinuanoError(
        'target-refused',
        `the signal ${row.name} is that of asset "${row.asset}", variable "${row.variable}": give the asset another name`,
      )
    }
  }
  return { known, columns }
}

function found(signals: ReadonlyMap<string, KnownSignal>): EnsuredSignals {
  return {
    ids: new Map([...signals].map(([name, { id }]) => [name, id])),
    special: [...signals.values()].filter(({ statistic }) => !isStatistic(statistic)),
  }
}
