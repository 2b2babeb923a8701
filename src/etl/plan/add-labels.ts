import { kinds } from '../../signal/kind.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { settingsOn } from '../shape/settings-on.ts'
import { settingsVersion } from '../shape/settings-version.ts'

/**
 * Fills in the sample label of rows that were written before it was written down, where it can be told:
 * the version of the present settings, with the row's zone and a label, is the row's.
 */
export function addLabels(ledger: readonly LedgerRow[], settings: EtlSettings): LedgerRow[] {
  const found = new Map<string, LedgerRow['sampleLabel']>()
  return ledger.map((row) => {
    if (row.sampleLabel !== null || row.settingsVersion === null) return row
    const era = settings.later?.findLast(({ from }) => from <= row.day)?.from ?? ''
    const key = `${row.variable} ${row.timeZone} ${row.settingsVersion} ${era}`
    if (!found.has(key)) found.set(key, findLabel(row, settings))
    return { ...row, sampleLabel: found.get(key)! }
  })
}

function findLabel(
  { variable, day, timeZone, settingsVersion: version }: LedgerRow,
  settings: EtlSettings,
): LedgerRow['sampleLabel'] {
  const isOf = (sampleLabel: 'start' | 'end') =>
    kinds.some((kind) => {
      const of = {
        settings: { ...settingsOn(settings, day), timeZone, sampleLabel },
        variable,
        kind,
      }
      return settingsVersion(of) === version
    })
  return isOf('start') ? 'start' : isOf('end') ? 'end' : null
}
