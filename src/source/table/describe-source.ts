import type pg from 'pg'
import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SecondDigits } from '../../time/instant.ts'
import { assetName } from '../../frame/frame.ts'
import { addHolds } from './add-holds.ts'
import type { HoldSettings } from './add-holds.ts'
import { findAssetColumn } from './asset-column.ts'
import { filterExpression } from './filter-expression.ts'
import { findAssetTable } from './find-asset-table.ts'
import { findOrderColumn } from './find-order-column.ts'
import { findRelation } from './find-relation.ts'
import { findKeyCandidates } from './key-candidates.ts'
import { listColumns } from './list-columns.ts'
import type { SourceColumn } from './list-columns.ts'
import { notReadable } from './not-readable.ts'
import { numericTypes } from './numeric-types.ts'
import { timeName } from '../source.ts'
import type { SourceTable, Variable } from './source-table.ts'
import { timeTypes } from './time-types.ts'

/** The settings that say what the Source looks like. */
export type SourceSettings = Pick<
  Config,
  'sourceTable' | 'sourceTimeColumn' | 'sourceTimeZone' | 'sourceColumns'
> &
  Partial<
    Pick<Config, 'sourceWhere' | 'sourceOrderColumn' | 'sourceAssetColumn' | 'sourceAssetTable'>
  > &
  HoldSettings

/** What a table is, whatever its layout, and all its columns. */
export interface DescribedRows {
  readonly table: Omit<SourceTable, 'variables'>
  readonly columns: readonly SourceColumn[]
}

/**
 * Reads the Source's catalogue: the table, its time column and its variables. Throws `source-refused`
 * where the table or a column is not there, `configuration` where a setting must say more or a filter
 * cannot be; all name what there is.
 */
export async function describeSource(
  client: pg.ClientBase,
  settings: SourceSettings,
): Promise<SourceTable> {
  const { table, columns } = await describeRows(client, settings)
  const { relation, assetColumn } = table
  const others = columns.filter(({ name }) => name !== assetColumn?.name)
  const keyCandidates = findKeyCandidates(others, table.timeColumn)
  const renamed = settings.sourceColumns ?? new Map<string, string>()
  const variables = nameVariables(relation, others, renamed)
  demandFreeNames(variables, assetColumn !== undefined)
  const sampled = addHolds(variables, settings)
  return { ...table, variables: sampled, ...(keyCandidates.length > 0 && { keyCandidates }) }
}

/** The same without its variables. `namesAssets`: whether a column may name the asset of a row. */
export async function describeRows(
  client: pg.ClientBase,
  settings: SourceSettings,
  namesAssets = true,
): Promise<DescribedRows> {
  const relation = await findRelation(client, settings.sourceTable)
  const columns = await listColumns(client, relation.oid)
  const time = findTimeColumn(relation.name, columns, settings.sourceTimeColumn)
  const isNaive = time.base === 'timestamp'
  if (isNaive && settings.sourceTimeZone === undefined) {
    throw new MinuanoError(
      'configuration',
      `the Source's column ${time.name} is a timestamp without time zone: set SOURCE_TIME_ZONE to the zone that its clock shows, such as UTC or America/Sao_Paulo`,
    )
  }
  const filter = await filterExpression(client, relation.name, columns, settings.sourceWhere)
  const orderColumn = findOrderColumn(relation.name, columns, settings.sourceOrderColumn, time.name)
  const assetColumn = namesAssets
    ? findAssetColumn(relation.name, columns, settings.sourceAssetColumn)
    : undefined
  const assetTable = await findAssetTable(client, settings.sourceAssetTable, assetColumn)
  const table = {
    relation: relation.name,
    timeColumn: time.name,
    timeZone: isNaive ? settings.sourceTimeZone : undefined,
    timeDigits: digitsOf(time.precision),
    ...(assetColumn !== undefined && { assetColumn }),
    ...(assetTable !== undefined && { assetTable }),
    ...(filter !== undefined && { filter }),
    ...(orderColumn !== undefined && { orderColumn }),
  }
  return { table, columns }
}

function findTimeColumn(
  relation: string,
  columns: readonly SourceColumn[],
  name: string,
): SourceColumn {
  const isTime = ({ base }: SourceColumn) => timeTypes.includes(base)
  const known = namesOf(columns.filter(isTime), 'no time column')
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    throw new MinuanoError(
      'source-refused',
      `the Source's table ${relation} has no column ${name}; it has ${known}. Set SOURCE_TIME_COLUMN`,
    )
  }
  if (!isTime(column)) {
    throw new MinuanoError(
      'source-refused',
      `the Source's column ${name} is ${column.type}, not a timestamp; ${relation} has ${known}. Set SOURCE_TIME_COLUMN`,
    )
  }
  if (!column.readable) throw notReadable(relation, name)
  return column
}

/** Numeric columns under their own names, but for those that the setting renames. */
function nameVariables(
  relation: string,
  columns: readonly SourceColumn[],
  renamed: ReadonlyMap<string, string>,
): Variable[] {
  const numeric = columns.filter(({ base }) => numericTypes.includes(base))
  const mapped = [...renamed].map(([name, column]): Variable => {
    const found = numeric.find((candidate) => candidate.name === column)
    if (found === undefined) {
      throw new MinuanoError(
        'source-refused',
        `the Source's table ${relation} has no numeric column ${column}; it has ${namesOf(numeric, 'none')}. Change SOURCE_COLUMNS`,
      )
    }
    if (!found.readable) throw notReadable(relation, column)
    return toVariable(name, found)
  })
  const isTaken = (name: string) =>
    renamed.has(name) || mapped.some((variable) => variable.column === name)
  const others = numeric
    .filter(({ name, readable }) => readable && !isTaken(name))
    .map((column) => toVariable(column.name, column))
  const position = (variable: Variable) =>
    numeric.findIndex((column) => column.name === variable.column)
  return [...mapped, ...others].sort((a, b) => position(a) - position(b))
}

/** Throws `configuration` where a variable has the name of the time, or of the asset, in every answer. */
export function demandFreeNames(variables: readonly { name: string }[], hasAssets: boolean): void {
  for (const [taken, what] of [
    [timeName, 'time'],
    [assetName, 'asset'],
  ] as const) {
    if ((what === 'asset' && !hasAssets) || variables.every(({ name }) => name !== taken)) continue
    throw new MinuanoError(
      'configuration',
      `a variable cannot be called ${taken}, the name of the ${what} in every answer: give it another name, such as SOURCE_COLUMNS=speed=${taken}`,
    )
  }
}

function toVariable(name: string, found: SourceColumn): Variable {
  const { name: column, comment, type } = found
  const variable = { name, column, unit: comment?.trim() || null, type }
  return isUnbounded(found) ? { ...variable, isUnbounded: true } : variable
}

/** Whether it may hold a numeric of more than 300 digits before the point or behind it. */
export function isUnbounded({ base, precision }: SourceColumn): boolean {
  if (base !== 'numeric') return false
  if (precision === null) return true
  // PostgreSQL packs both into one number; a scale may be negative, or larger than the digits.
  const digits = ((precision - 4) >> 16) & 0xffff
  const scale = (((precision - 4) & 0x7ff) ^ 0x400) - 0x400
  return digits > 300 || scale < 0 || scale > digits
}

function digitsOf(precision: number | null): SecondDigits {
  if (precision === 0) return 0
  return precision !== null && precision <= 3 ? 3 : 6
}

function namesOf(columns: readonly SourceColumn[], none: string): string {
  return columns.length === 0 ? none : columns.map(({ name }) => name).join(', ')
}
