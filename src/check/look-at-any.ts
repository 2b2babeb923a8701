import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { describeNarrow } from '../source/narrow/describe-narrow.ts'
import type { NarrowTable } from '../source/narrow/narrow-table.ts'
import { describeSource } from '../source/table/describe-source.ts'
import type { SourceTable } from '../source/table/source-table.ts'
import { bounded, secondsForAQuery } from './ask.ts'
import { attempt } from './attempt.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import { lookAtTable } from './look-at-table.ts'
import type { TableLook, TableToLookAt } from './look-at-table.ts'
import { lookAtNarrow } from './narrow/look-at-narrow.ts'
import { lookAtSeriesIndex } from './narrow/look-at-series-index.ts'
import type { OpenServer } from './open-server.ts'
import type { FoundTable } from './source/found-table.ts'

const make = findingsOf('Source')

/** What was found; `isOpen`: it cannot be loaded before a question is answered. */
export type AnyLook = Pick<TableLook, 'findings' | 'last'> & { readonly isOpen: boolean }

/** Looks at a table of either layout. */
export async function lookAtAny(server: OpenServer, given: TableToLookAt): Promise<AnyLook> {
  const { table } = given
  if (isNarrow(table)) {
    const { isSamplingOpen, ...look } = await lookAtNarrow(server, { ...given, table })
    return { ...look, isOpen: isSamplingOpen }
  }
  const { isStacked, ...look } = await lookAtTable(server, given)
  return { ...look, isOpen: isStacked }
}

function isNarrow(table: SourceTable): table is NarrowTable {
  return 'tagColumn' in table
}

/** The table as the Connector describes it, or why it cannot; whoever asked may cure that. */
export async function describeKnown(
  { client }: OpenServer,
  config: Config,
): Promise<SourceTable | MinuanoError> {
  try {
    return config.sourceLayout === 'narrow'
      ? await bounded(client, 'Source', () => describeNarrow(client, config))
      : await describeSource(client, config)
  } catch (error) {
    if (error instanceof MinuanoError && (!error.retryable || isTooLong(error))) return error
    throw error
  }
}

/** Whether our own limit ended the question. */
export function isTooLong(error: MinuanoError): boolean {
  return (error.cause as { code?: unknown } | undefined)?.code === '57014'
}

/** What a narrow table lacks whose tags are not listed in time. */
export async function explainTooLong(
  server: OpenServer,
  found: FoundTable,
  config: Config,
): Promise<Finding[]> {
  const { sourceTimeColumn: timeColumn, sourceAssetColumn: asset } = config
  const tag = config.sourceTagColumn ?? config.sourceVariableColumn
  const keyColumns = [asset, tag].filter((name) => name !== undefined)
  return [
    make.fault(
      `its tags could not be listed within ${secondsForAQuery} s, and the Connector lists them whenever it begins`,
      { code: 'source-refused' },
    ),
    ...(await attempt('Source', 'the index', () =>
      lookAtSeriesIndex(server, found, { timeColumn, keyColumns }),
    )),
  ]
}

/** The columns that the settings name, where all of them are there. */
export function neededColumns(
  config: Config,
  columns: readonly { readonly name: string }[],
): string[] | undefined {
  const { sourceTimeColumn, sourceColumns, sourceAssetColumn, variables } = config
  const own =
    config.sourceLayout === 'narrow'
      ? [
          config.sourceValueColumn,
          config.sourceTagColumn ?? config.sourceVariableColumn,
          config.sourceQualityColumn,
          config.sourceOrderColumn,
        ]
      : variables.map((variable) => sourceColumns?.get(variable) ?? variable)
  const needed = [sourceTimeColumn, sourceAssetColumn, ...own].filter((name) => name !== undefined)
  const areThere = needed.every((name) => columns.some((column) => column.name === name))
  return areThere ? [...new Set(needed)] : undefined
}
