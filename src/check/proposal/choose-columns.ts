import { numericTypes } from '../../source/table/numeric-types.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { timeTypes } from '../../source/table/time-types.ts'
import { ask } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'

/** The columns of a table, sorted by what they seem to be. */
export interface ChosenColumns {
  /** Those with times, the likeliest first. */
  readonly times: readonly SourceColumn[]
  /** Those with numbers to load. */
  readonly numbers: readonly SourceColumn[]
  /** Numbers that are left out, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[]
}

/** Sorts columns by type, name and index. Columns that may not be read are none. */
export async function chooseColumns(
  { client }: OpenServer,
  oid: number,
  columns: readonly SourceColumn[],
  wished: { readonly timeColumn: string },
): Promise<ChosenColumns> {
  const rows = await ask<{ name: string; leads: boolean; key: boolean }>(
    client,
    'Source',
    `select a.attname as name, bool_or(i.indkey[0] = a.attnum) as leads, bool_or(i.indisprimary) as key
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1 group by a.attname`,
    [oid],
  )
  const index = new Map(rows.map((row) => [row.name, row]))
  const rank = ({ name }: SourceColumn) =>
    (name === wished.timeColumn ? 4 : 0) +
    (index.get(name)?.leads === true ? 2 : 0) +
    (index.get(name)?.key === true ? 1 : 0)
  const readable = columns.filter((column) => column.readable)
  const numeric = readable.filter(({ base }) => numericTypes.includes(base))
  const leftOut = numeric.flatMap((column) => {
    const why = reasonAgainst(column, index.get(column.name)?.key === true)
    return why === undefined ? [] : [{ name: column.name, why }]
  })
  return {
    times: readable
      .filter(({ base }) => timeTypes.includes(base))
      .sort((a, b) => rank(b) - rank(a)),
    numbers: numeric.filter(({ name }) => !leftOut.some((column) => column.name === name)),
    leftOut,
  }
}

function reasonAgainst({ name, base }: SourceColumn, isKey: boolean): string | undefined {
  if (isKey) return 'part of the primary key'
  // minuano.json takes no such name of a column.
  if (name.trim() !== name) return 'its name begins or ends with a space: give it another in a view'
  const isWhole = base.startsWith('int')
  return isWhole && /(^|[_\s])(id|nr|no|turbine|wtg|wea|asset|device|station|unit)$/i.test(name)
    ? 'the number of a thing, by its name'
    : undefined
}
