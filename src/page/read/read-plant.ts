import { quoteLiteral } from '../../postgres/quote.ts'
import { findKind } from '../../signal/kind.ts'
import type { PlantVariable } from '../api.ts'
import { chooseWindAndPower } from './choose-variables.ts'
import type { WindAndPower } from './choose-variables.ts'
import type { PageSettings } from './page-settings.ts'
import { textArray } from './text-array.ts'
import type { TargetReader } from './target-reader.ts'

/** What the Target says of the plant. */
export interface PlantFacts extends WindAndPower {
  /** In the order of their names; [''] for a single one without a name. */
  readonly assets: readonly string[]
  readonly variables: readonly PlantVariable[]
  /** The days that the ledger knows. */
  readonly first: string | null
  readonly last: string | null
}

const byName = new Intl.Collator('en', { numeric: true })

/**
 * Each of an asset's variables takes steps into the ledger's key, however many days it has. Where some assets alone
 * are allowed, the plant is made of nothing else: all that is shown is asked for by the assets found here.
 */
export async function readPlant(
  target: TargetReader,
  settings: PageSettings,
  allowed?: readonly string[],
): Promise<PlantFacts> {
  const { periodSeconds, assetPrefix } = settings
  const only = allowed === undefined ? '' : `and asset = any(${textArray(allowed)})`
  const signals = await target.rows<SignalRow>(
    'reading signals',
    `with known as (
       select asset, variable, statistic, unit from signal
       where period_seconds = ${periodSeconds} and starts_with(asset, ${quoteLiteral(assetPrefix)}) ${only}),
     usual as (
       select variable, mode() within group (order by unit) as unit, array_agg(distinct statistic) as statistics
       from known group by variable),
     others as (
       select variable, jsonb_object_agg(asset, known.unit) as "otherUnits"
       from known join usual using (variable) where known.unit <> usual.unit group by variable)
     select variable, unit, statistics, "otherUnits" from usual left join others using (variable)
     order by variable`,
  )
  const variables = variablesOf(signals, settings)
  const rows = await target.rows<AssetRow>(
    'looking for assets',
    `with recursive known as (
       (select asset from load order by asset limit 1)
       union all
       select (select asset from load where load.asset > known.asset order by asset limit 1)
       from known where known.asset is not null)
     select asset, to_char(min(first), 'YYYY-MM-DD') as first, to_char(max(last), 'YYYY-MM-DD') as last,
       exists (select from load where load.asset = known.asset and status in ('loaded', 'open')) as loaded
     from known
       cross join unnest(${textArray(variables.map(({ name }) => name))}) of (variable)
       cross join lateral (
         select min(day) as first, max(day) as last from load
         where load.asset = known.asset and load.variable = of.variable
           and period_seconds = ${periodSeconds}) days
     where asset is not null and starts_with(asset, ${quoteLiteral(assetPrefix)}) and first is not null ${only}
     group by asset`,
  )
  // Days that failed before it was known that there are assets are no days of one.
  const isFarm = rows.some(({ asset }) => asset !== '')
  const known = rows.filter(({ asset, loaded }) => asset !== '' || loaded || !isFarm)
  const days = known.flatMap(({ first, last }) => [first, last]).sort()
  return {
    assets:
      known.length === 0
        ? allowed === undefined
          ? [settings.asset]
          : []
        : known.map(({ asset }) => asset).sort((a, b) => byName.compare(a, b)),
    variables,
    ...chooseWindAndPower(variables),
    first: days[0] ?? null,
    last: days.at(-1) ?? null,
  }
}

interface SignalRow {
  readonly variable: string
  readonly unit: string | null
  readonly otherUnits: Readonly<Record<string, string>> | null
  readonly statistics: readonly string[]
}

interface AssetRow {
  readonly asset: string
  readonly first: string
  readonly last: string
  readonly loaded: boolean
}

/** The settings' first, in their order, then what else the Target has. */
function variablesOf(signals: readonly SignalRow[], settings: PageSettings): PlantVariable[] {
  const place = ({ variable }: SignalRow) => {
    const at = settings.variables.indexOf(variable)
    return at < 0 ? settings.variables.length : at
  }
  return [...signals]
    .sort((a, b) => place(a) - place(b))
    .map(({ variable, statistics, otherUnits, ...signal }) => {
      const said = settings.units?.get(variable)
      const unit = said ?? signal.unit
      const { kind } = findKind(variable, unit, settings.kinds?.get(variable))
      const others = said === undefined && otherUnits !== null ? { otherUnits } : {}
      return { name: variable, unit, ...others, kind, statistics }
    })
}
