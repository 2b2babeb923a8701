import type { Config } from '../config/settings.ts'
import type { SourceColumn } from '../source/table/list-columns.ts'
import { sourcePeriod } from '../source/table/source-period.ts'
import type { SourceTable } from '../source/table/source-table.ts'
import { attempt } from './attempt.ts'
import { bounded } from './ask.ts'
import type { Finding } from './finding.ts'
import type { ClockDifference } from './measure-clock.ts'
import type { OpenServer } from './open-server.ts'
import type { FoundTable } from './source/found-table.ts'
import { lookAtAngles } from './source/look-at-angles.ts'
import { lookAtKinds } from './source/look-at-kinds.ts'
import { lookAtAssets } from './source/look-at-assets.ts'
import { lookAtColumns } from './source/look-at-columns.ts'
import { lookAtIndex } from './source/look-at-index.ts'
import { lookAtKeys } from './source/look-at-keys.ts'
import { lookAtRepeated } from './source/look-at-repeated.ts'
import { lookAtSpacing } from './source/look-at-spacing.ts'
import { readingOf } from './source/reading-of.ts'
import { lookAtTimes } from './source/look-at-times.ts'
import { isStacked, measureSpacing } from './source/measure-spacing.ts'
import type { Spacing } from './source/measure-spacing.ts'

/** A table that may be read, and the settings that it is read with. */
export interface TableToLookAt {
  readonly found: FoundTable
  readonly columns: readonly SourceColumn[]
  readonly table: SourceTable
  readonly config: Config
  /** How many of the newest days. */
  readonly days: number
  readonly clock: ClockDifference
  /** Whether somebody said how all samples come. */
  readonly isSamplingSet: boolean
}

export interface TableLook {
  readonly findings: readonly Finding[]
  /** The newest row's instant. */
  readonly last: number | null | undefined
  /** Whether several rows at one time are the rule. */
  readonly isStacked: boolean
}

/** Looks at columns, index, period, clock, spacing, equal times and angles of a table. */
export async function lookAtTable(server: OpenServer, given: TableToLookAt): Promise<TableLook> {
  const { found, columns, table, config } = given
  const { client } = server
  const readPeriod = () => bounded(client, 'Source', () => sourcePeriod(client, table))
  const time = await lookAtTimes(server, { ...given, readPeriod })
  const rows = time.last === null ? noRows : await lookAtRows(server, given, time.last)
  return {
    last: time.last,
    isStacked: rows.isStacked,
    findings: [
      ...lookAtColumns(found, columns, table, config),
      ...(await look('the index', () => lookAtIndex(server, found, table))),
      ...time.findings,
      ...rows.findings,
    ],
  }
}

const noRows = { findings: [], isStacked: false }

function look(what: string, findings: () => Promise<readonly Finding[]>) {
  return attempt('Source', what, findings)
}

/** What the rows of the newest days show. */
async function lookAtRows(
  server: OpenServer,
  { table, config, days, clock, isSamplingSet }: TableToLookAt,
  last = Date.now() * 1000 + clock.aheadSeconds * 1e6,
): Promise<Pick<TableLook, 'findings' | 'isStacked'>> {
  const spacings: Spacing[] = []
  const failed = await look('how far apart samples are', async () => {
    spacings.push(await measureSpacing(server, table, days))
    return []
  })
  const [spacing] = spacings
  if (spacing === undefined) return { findings: failed, isStacked: false }
  const findings = [
    ...(await look('whose rows there are', () => lookAtAssets(server, table, days))),
    ...lookAtSpacing(spacing, config, readingOf(table.variables, config, isSamplingSet)),
  ]
  if (isStacked(spacing)) {
    const keys = await look('which columns name turbines or tags', () =>
      lookAtKeys(server, table, spacing, config),
    )
    return { findings: [...findings, ...keys], isStacked: true }
  }
  findings.push(
    ...(await look('rows of one time', () =>
      lookAtRepeated(server, table, days, spacing, config.variables, last),
    )),
    ...(await look('which variables are angles', () => lookAtAngles(server, table, days, config))),
    ...(await look('which are states or counters', () => lookAtKinds(server, table, days, config))),
  )
  return { findings, isStacked: false }
}
