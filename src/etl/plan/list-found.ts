import type { FoundInSource } from '../../target/ledger/write-found-days.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import { listDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { entryOf } from '../extract/inventories.ts'
import type { Inventory } from '../extract/inventory.ts'
import type { Scope } from '../shape/work.ts'

/** What the Source holds of every day and variable, also of those that it has nothing of, beside what the ledger says. */
export function listFound(
  inventory: Inventory,
  ledger: readonly LedgerRow[],
  { asset, variables }: Scope,
  { first, last }: { readonly first: Day; readonly last: Day },
): FoundInSource[] {
  const loaded = new Map(ledger.map((row) => [`${row.day} ${row.variable}`, row.fingerprint]))
  return listDays(first, last).flatMap((day) => {
    const inSource = inventory.days.get(day)
    return variables.map((variable) => {
      const entry = inSource === undefined ? undefined : entryOf(inSource, variable)
      const fingerprint = entry?.fingerprint ?? null
      const known = loaded.get(`${day} ${variable}`)
      return {
        asset,
        variable,
        day,
        // What a day begins with is of it, also where it has no row of its own.
        rows: inSource === undefined ? 0 : Math.max(1, inSource.rows),
        values: (entry?.values ?? 0) + (entry?.held ?? 0),
        fingerprint,
        differs: known !== undefined && known !== fingerprint,
      }
    })
  })
}
