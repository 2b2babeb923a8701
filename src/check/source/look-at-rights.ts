import { listSome } from '../../errors/list-some.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { FoundTable } from './found-table.ts'

const make = findingsOf('Source')

/**
 * Which rights are there, and the statements that give those which are missing. `needed` are the columns
 * that the settings name; where they are not known, the whole table is asked for.
 */
export function lookAtRights(
  table: FoundTable,
  columns: readonly SourceColumn[],
  needed: readonly string[] | undefined,
): Finding[] {
  const { relation, role, owner, usage, selects, writes } = table
  const to = quoteIdentifier(role)
  const lacking = columns.filter(({ readable }) => !readable).map(({ name }) => name)
  const missing = needed?.filter((name) => lacking.includes(name)) ?? []
  const isShut = lacking.length === columns.length
  const sql = [
    ...(usage ? [] : [`grant usage on schema ${quoteIdentifier(table.schema)} to ${to};`]),
    ...(isShut || missing.length > 0 ? [grantSelect(table, needed, missing, isShut)] : []),
  ]
  if (sql.length > 0) {
    const what = [
      ...(usage ? [] : [`may not use the schema ${table.schema}`]),
      ...(isShut ? [`may not select from ${relation}`] : []),
      ...(!isShut && missing.length > 0
        ? [`may not select ${listSome(missing, 12)} of ${relation}`]
        : []),
    ].join(', and ')
    return [
      make.fault(
        `role ${role} ${what}: let ${owner}, its owner, or an administrator run in the database ${table.database}`,
        { sql },
      ),
    ]
  }
  const some = `role ${role} may select ${columns.length - lacking.length} of ${columns.length} columns of ${relation}`
  return [
    selects || lacking.length === 0
      ? make.ok(`role ${role} may select ${relation}`)
      : make.ok(`${some}; those it may not are no variables: ${listSome(lacking, 12)}`),
    ...(writes
      ? [
          make.note(
            `role ${role} may also change ${relation}, which Minuano never does: a role that may only select is enough (docs/roles.md)`,
          ),
        ]
      : []),
  ]
}

function grantSelect(
  { relation, role }: FoundTable,
  needed: readonly string[] | undefined,
  missing: readonly string[],
  isShut: boolean,
): string {
  const names = isShut ? needed : missing
  const list = names === undefined ? '' : ` (${names.map(quoteIdentifier).join(', ')})`
  return `grant select${list} on ${relation} to ${quoteIdentifier(role)};`
}
