import type { Config } from '../../config/settings.ts'
import { allowedPeriod, withinAssets } from '../table/allowed-assets.ts'
import { assetPeriods } from '../table/asset-periods.ts'
import { describeSource } from '../table/describe-source.ts'
import { findRowKeys } from '../table/find-row-keys.ts'
import { listAssets } from '../table/list-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { hasClockChanges } from '../table/time-reasons.ts'
import { wholePeriod } from '../table/whole-period.ts'
import { mayBeDoubtful } from '../table/widen.ts'
import type { TableLayout } from '../table-source.ts'
import { openSamples } from './open-samples.ts'
import { takeInventories } from './take-inventories.ts'

/** A column a variable, and perhaps one that names the asset. */
export function wideLayout(config: Config): TableLayout<SourceTable> {
  return {
    describe: (client) => describeSource(client, config),
    within: withinAssets,
    facts: (table) => ({
      variables: table.variables,
      hasAssets: table.assetColumn !== undefined,
      timeDigits: table.timeDigits,
      orderColumn: table.orderColumn,
      mayHaveReasons: hasClockChanges(table) || table.orderColumn !== undefined,
    }),
    period: (client, table) =>
      (table.allowed === undefined ? wholePeriod : allowedPeriod)(client, table),
    rowKeys: findRowKeys,
    reasoned: async (table, query) => {
      const { variables, withReasons } = query
      const doubtful = withReasons === true && (await mayBeDoubtful(table, query))
      // A row's time is that of all its variables.
      if (doubtful) return { variables, clock: table.timeZone }
      return withReasons === true && table.orderColumn !== undefined
        ? { variables, clock: undefined }
        : undefined
    },
    open: (reading, table, query) =>
      openSamples({ ...reading, table, variables: columnsOf(table, query.variables) }, query),
    inventory: (client, table, query, rule) =>
      takeInventories(client, table, columnsOf(table, query.variables), query, rule),
    assets: assetPeriods,
    assetNames: async (client, table) => (await listAssets(client, table)).assets,
  }
}

/** A name that the description does not have is a fault in the program. */
function columnsOf({ variables }: SourceTable, names: readonly string[]): Variable[] {
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  return names.map((name) => {
    const variable = known.get(name)
    if (variable === undefined) throw new Error(`the Source's table has no variable ${name}`)
    return variable
  })
}
