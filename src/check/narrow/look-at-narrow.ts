import { hasKeyIndex } from '../../source/narrow/find-keys.ts'
import { foundPeriod } from '../../source/narrow/found-period.ts'
import type { NarrowTable } from '../../source/narrow/narrow-table.ts'
import type { SourcePeriod } from '../../source/source.ts'
import { sourcePeriod } from '../../source/table/source-period.ts'
import { bounded } from '../ask.ts'
import { attempt } from '../attempt.ts'
import type { Finding } from '../finding.ts'
import type { TableLook, TableToLookAt } from '../look-at-table.ts'
import type { OpenServer } from '../open-server.ts'
import { lookAtTimes } from '../source/look-at-times.ts'
import { lookAtSeriesColumns } from './look-at-series-columns.ts'
import { lookAtSeriesIndex } from './look-at-series-index.ts'
import { lookAtSeriesSpacing } from './look-at-series-spacing.ts'
import { lookAtSeriesValues } from './look-at-series-values.ts'
import { measureSeries } from './measure-series.ts'
import type { SeriesMeasure } from './measure-series.ts'
import { someKeys } from './newest-of-series.ts'

/** A narrow table that may be read, and the settings that it is read with. */
export type NarrowToLookAt = Omit<TableToLookAt, 'table'> & { readonly table: NarrowTable }

/** Looks at columns, tags, index, period, clock, spacing, equal times and values of a table that has a row a value. */
export async function lookAtNarrow(
  server: OpenServer,
  given: NarrowToLookAt,
): Promise<Omit<TableLook, 'isStacked'> & { readonly isSamplingOpen: boolean }> {
  const { found, columns, table, config } = given
  const index = await look('the index', () => lookAtSeriesIndex(server, found, columnsOf(table)))
  const time = await lookAtTimes(server, { ...given, readPeriod: () => periodOf(server, table) })
  const rows =
    time.last == null
      ? { findings: [], isSamplingOpen: false }
      : await lookAtSeries(server, given, time.last)
  return {
    last: time.last,
    isSamplingOpen: rows.isSamplingOpen,
    findings: [
      ...lookAtSeriesColumns(found, columns, table, config),
      ...index,
      ...time.findings,
      ...rows.findings,
    ],
  }
}

/** The columns that find a series' rows. */
export function columnsOf({ timeColumn, assetColumn, tagColumn }: NarrowTable) {
  const keyColumns = [...(assetColumn === undefined ? [] : [assetColumn.name]), tagColumn.name]
  return { timeColumn, keyColumns }
}

function look(what: string, findings: () => Promise<readonly Finding[]>) {
  return attempt('Source', what, findings)
}

/** Series by series where an index leads to each; else by the time, which may have one of its own. */
function periodOf({ client }: OpenServer, table: NarrowTable): Promise<SourcePeriod> {
  return bounded(client, 'Source', async () => {
    const isIndexed = await hasKeyIndex(client, table)
    return isIndexed ? foundPeriod(client, table, isIndexed) : sourcePeriod(client, table)
  })
}

/** What the newest rows of some series show. */
async function lookAtSeries(
  server: OpenServer,
  { table, config, days, isSamplingSet }: NarrowToLookAt,
  last: number,
) {
  const measures: SeriesMeasure[] = []
  const keys = someKeys(table, config.variables)
  const failed = await look('what the newest rows of each tag show', async () => {
    const { client } = server
    const isIndexed = await bounded(client, 'Source', () => hasKeyIndex(client, table))
    measures.push(...(await measureSeries(server, { table, keys, last, days, isIndexed })))
    return []
  })
  const spacing = lookAtSeriesSpacing(measures, table, config, isSamplingSet)
  return {
    isSamplingOpen: spacing.some(({ code }) => code === 'configuration'),
    findings: [...failed, ...spacing, ...lookAtSeriesValues(measures, table, config)],
  }
}
