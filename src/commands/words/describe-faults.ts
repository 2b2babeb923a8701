import { faultKinds } from '../../source/seed/farm-faults.ts'
import type { FarmFault } from '../../source/seed/farm-faults.ts'
import { formatInstant } from '../../time/instant.ts'

/** What was put into a farm's rows, a line each; the end is the first minute that is right again. */
export function describeFaults(faults: readonly FarmFault[]): string[] {
  return faults.map(({ asset, kind, interval: { start, end } }) => {
    const minutes = Math.round((end - start) / 60e6)
    return `  ${asset}  ${formatInstant(start)} to ${formatInstant(end)}  ${kind}: ${faultKinds[kind]} (${minutes} minutes)`
  })
}
