import type { MissingValues } from '../../target/read/find-missing-values.ts'
import type { DayStatus } from './describe-days.ts'

/** Days of which the Target has lost values are missing, whatever the ledger says; a remark tells why. */
export function markMissingValues(
  days: readonly DayStatus[],
  found: readonly MissingValues[],
): DayStatus[] {
  const remarks = new Map<string, string[]>()
  for (const missing of found) {
    const ofDay = remarks.get(missing.day) ?? []
    ofDay.push(`${missing.variable}: ${describeMissingValues(missing)}`)
    remarks.set(missing.day, ofDay)
  }
  return days.map((day) => {
    const more = remarks.get(day.day)
    if (more === undefined) return day
    return { ...day, status: 'missing', remarks: [...day.remarks, ...more] }
  })
}

/** `values are missing in the Target: 40 of 576`. */
export function describeMissingValues({ missing, loaded }: MissingValues): string {
  return `values are missing in the Target: ${missing} of ${loaded}`
}
