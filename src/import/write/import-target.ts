import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { readDegrees } from '../../signal/direction.ts'
import { describeSource } from '../../source/table/describe-source.ts'
import type { SourceSettings } from '../../source/table/describe-source.ts'
import { findRelation } from '../../source/table/find-relation.ts'
import type { MappedColumn } from '../map/map-headers.ts'
import { listColumns } from '../../source/table/list-columns.ts'

/** A column of the Source's table that the import writes. */
export interface TargetColumn {
  /** The variable's name. */
  readonly name: string
  /** The column's name, quoted. */
  readonly column: string
  /** As PostgreSQL writes it. */
  readonly type: string
  /** What its comment says now. */
  readonly unit: string | null
  /** What the file or the command line says. */
  readonly fileUnit: string | null
  /** Whether the table lacks it. */
  readonly isNew: boolean
}

/** Where an import goes. */
export interface ImportTarget {
  /** The table, quoted and with its schema. */
  readonly relation: string
  /** Its time column, quoted. */
  readonly time: string
  /** Its type, as PostgreSQL writes it, and the decimals of a second that it keeps. */
  readonly timeType: string
  readonly timePrecision: number
  readonly columns: readonly TargetColumn[]
}

/**
 * The Source's table as the settings name it, and the columns that these variables are or will be.
 * Throws `source-refused` where a column is of a type that would change the values,
 * `configuration` where only some rows of the table are read, or they name their asset.
 */
export async function findImportTarget(
  client: pg.Client,
  settings: SourceSettings,
  mapped: readonly MappedColumn[],
): Promise<ImportTarget> {
  if (settings.sourceWhere !== undefined && settings.sourceWhere.size > 0) {
    throw new MinuanoError(
      'configuration',
      'SOURCE_WHERE lets only some rows of the table be read, and source import writes rows that it may not let through, or over those that it hides: import without it, into a table of its own',
    )
  }
  const table = await describeSource(client, settings)
  if (table.assetColumn !== undefined) {
    throw new MinuanoError(
      'configuration',
      `${table.assetColumn.name} names the asset of each row of ${table.relation}, and source import writes rows that name none, or over those of every asset: import into a table of its own, without SOURCE_ASSET_COLUMN`,
    )
  }
  if (table.timeZone !== undefined) {
    throw new MinuanoError(
      'source-refused',
      `source import writes only where the time column is a timestamp with time zone; ${table.timeColumn} of ${table.relation} has none, so an hour that its clock shows twice could not be told apart`,
    )
  }
  const { oid } = await findRelation(client, settings.sourceTable)
  const present = await listColumns(client, oid)
  const timeColumn = present.find(({ name }) => name === table.timeColumn)!
  const columns = mapped.map(({ name, unit: fileUnit }): TargetColumn => {
    const variable = table.variables.find((candidate) => candidate.name === name)
    if (variable === undefined) {
      const other = present.find((column) => column.name === name)
      if (other !== undefined) throw refusedType(table.relation, name, other.type)
      demandPlainName(name)
      return {
        name,
        column: quoteIdentifier(name),
        type: 'double precision',
        unit: null,
        fileUnit,
        isNew: true,
      }
    }
    const { column, type, unit } = variable
    if (/^(smallint|integer|bigint)$/.test(type)) throw refusedType(table.relation, column, type)
    return { name, column: quoteIdentifier(column), type, unit, fileUnit, isNew: false }
  })
  return {
    relation: table.relation,
    time: quoteIdentifier(table.timeColumn),
    timeType: timeColumn.type,
    timePrecision: timeColumn.precision ?? 6,
    columns,
  }
}

/** Adds the columns that the table lacks, and the units that nobody has written down yet. */
export async function addColumns(client: pg.Client, target: ImportTarget): Promise<void> {
  const { relation } = target
  for (const { column, type, unit, fileUnit, isNew } of target.columns) {
    if (isNew) await client.query(`alter table ${relation} add column ${column} ${type}`)
    if (unit !== null || fileUnit === null) continue
    await client.query(`comment on column ${relation}.${column} is ${quoteLiteral(fileUnit)}`)
  }
}

/** Variables whose unit in the file reads otherwise than in the Source, a line each. */
export function describeUnitConflicts({ columns }: ImportTarget): string[] {
  return columns
    .filter(({ unit, fileUnit }) => unit !== null && fileUnit !== null && !isSame(unit, fileUnit))
    .map(
      ({ name, unit, fileUnit }) =>
        `${name} is in ${unit} in the Source, and the file says ${fileUnit}: its values are taken as they are`,
    )
}

/** `deg C`, `degC` and `°C` are one unit, and so are `deg` and `deg from N`. */
function isSame(first: string, second: string): boolean {
  if (readDegrees(first) !== undefined && readDegrees(second) !== undefined) return true
  const plain = (unit: string) => unit.toLowerCase().replace(/°/g, 'deg').replace(/\s/g, '')
  return plain(first) === plain(second)
}

function demandPlainName(name: string): void {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return
  throw new MinuanoError(
    'usage',
    `--column ${name}=…: a new variable's name has small letters, digits and "_", such as wind_speed`,
  )
}

function refusedType(relation: string, column: string, type: string): MinuanoError {
  return new MinuanoError(
    'source-refused',
    `the column ${column} of ${relation} is ${type}: values of the file would not fit. Give the variable another name, or make the column double precision`,
  )
}
