import type { Config } from '../../config/settings.ts'
import type { SourcePeriod } from '../../source/source.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { attempt } from '../attempt.ts'
import type { Finding } from '../finding.ts'
import type { ClockDifference } from '../measure-clock.ts'
import type { OpenServer } from '../open-server.ts'
import { lookAtPeriod } from './look-at-period.ts'
import { lookAtZone } from './look-at-zone.ts'

/** A table's times, and how its period is read. */
export interface TimesToLookAt {
  readonly table: SourceTable
  readonly config: Config
  readonly clock: ClockDifference
  readonly readPeriod: () => Promise<SourcePeriod>
}

/** What a look at the times found; the newest row's instant, null where there is no row, undefined where it is not known. */
export interface TimesLook {
  readonly findings: readonly Finding[]
  readonly last: number | null | undefined
}

/** The period, and what a column without zone shows of its clock. */
export async function lookAtTimes(
  server: OpenServer,
  { table, config, clock, readPeriod }: TimesToLookAt,
): Promise<TimesLook> {
  const { timeZone } = table
  const periods: SourcePeriod[] = []
  const now = Date.now() * 1000 + clock.aheadSeconds * 1e6
  const findings = await attempt('Source', 'the newest row', async () => {
    const period = await readPeriod()
    periods.push(period)
    return lookAtPeriod(period, now, timeZone)
  })
  const { first, last } = periods[0] ?? { first: undefined, last: undefined }
  if (timeZone === undefined || first == null || last == null) return { findings, last }
  const zone = await attempt('Source', 'whether the clock follows summer time', () =>
    lookAtZone(server, { ...table, timeZone, plantZone: config.timeZone, first, last, now }),
  )
  return { findings: [...findings, ...zone], last }
}
