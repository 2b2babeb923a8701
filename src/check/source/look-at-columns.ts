import { listSome } from '../../errors/list-some.ts'
import type { Config } from '../../config/settings.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { kindNames } from './found-table.ts'
import type { FoundTable } from './found-table.ts'

const make = findingsOf('Source')

/** The table, its time column and zone, its variables, and whether those to load are among them. */
export function lookAtColumns(
  found: FoundTable,
  columns: readonly SourceColumn[],
  table: SourceTable,
  { variables }: Pick<Config, 'variables'>,
): Finding[] {
  const { kind, relation, rows } = found
  const time = columns.find(({ name }) => name === table.timeColumn)!
  const zone =
    table.timeZone === undefined ? 'instants, no zone needed' : `read as ${table.timeZone}`
  const names = table.variables.map(({ name }) => name)
  const missing = variables.filter((name) => !names.includes(name))
  const known = table.variables.filter(({ name }) => variables.includes(name))
  const size = rows === null || rows === 0 ? '' : `, about ${rows.toLocaleString('en-US')} rows`
  return [
    make.ok(`${kindNames[kind]} ${relation}${size}`),
    make.ok(`time column ${table.timeColumn}, ${time.type}: ${zone}`),
    make.ok(
      `${names.length} variables to ask for: ${listSome(
        table.variables.map(({ name, column, unit, type }) =>
          [
            column === name ? name : `${name} (column ${column})`,
            type,
            ...(unit === null ? [] : [`in ${unit}`]),
          ].join(' '),
        ),
        20,
      )}`,
    ),
    ...(missing.length > 0
      ? [
          make.fault(
            `MINUANO_VARIABLES asks for ${missing.join(', ')}, which ${relation} does not have; it has ${listSome(names, 20)}. Name some of these, or give columns other names by SOURCE_COLUMNS`,
            { code: 'unknown-variable' },
          ),
        ]
      : [make.ok(`to load: ${known.map(({ name }) => name).join(', ')}`)]),
  ]
}
