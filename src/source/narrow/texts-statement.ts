import { reasonNumbers } from '../../frame/reasons.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { timeExpression } from '../table/time-expression.ts'
import type { JoinedKeys } from './join-keys.ts'
import type { NarrowTable } from './narrow-table.ts'
import { sampleExpressions } from './sample-expression.ts'

/** Texts of a day and series that are told one by one. */
const mostTexts = 20
const mostCharacters = 64

/** What all other texts are counted as. */
export const otherTexts = 'other'

/** How often a text stands in place of a number. */
export interface TextCount {
  readonly key: number
  readonly day: number
  readonly text: string
  readonly rows: string
}

/**
 * SQL that counts the texts of rows which give no number, or a state in place of one, by series and day, the most
 * frequent ones by name; undefined where no column has such texts. `$1` are the days' first instants.
 */
export function textsStatement(
  table: NarrowTable,
  { ofKey }: JoinedKeys,
  rows: string,
): string | undefined {
  const { reason } = sampleExpressions(table)
  const text = textExpression(table)
  if (reason === undefined || text === undefined) return undefined
  const told = `case when place <= ${mostTexts} then text else '${otherTexts}' end`
  return `select key::int as key, day, ${told} as text, sum(rows)::text as rows
    from (
      select key, day, text, rows, row_number() over (partition by key, day order by rows desc, text) as place
      from (
        select key, width_bucket(time, $1::timestamptz[]) as day, left(text, ${mostCharacters}) as text, count(*) as rows
        from (
          select ${ofKey.expression} as key, ${timeExpression(table)} as time, ${text} as text
          from ${rows}
          where (${reason}) in (${reasonNumbers['no-number']}, ${reasonNumbers['state']})
        ) read
        where text is not null group by 1, 2, 3) counted) placed
    group by 1, 2, 3`
}

/**
 * What such a row says: its value as it stands there where that is a text and no number, else the name of its state. A
 * value that is a number beside a state is not what is wrong with it.
 */
function textExpression(table: NarrowTable): string | undefined {
  const { value, quality } = table
  const ofValue = `${quoteIdentifier(value.column)}::text`
  const column = quality?.kind === 'pi' ? quality.column : undefined
  if (column === undefined) return value.holds === 'text' ? ofValue : undefined
  const ofState = `${quoteIdentifier(column.name)}::text`
  if (value.holds !== 'text') return ofState
  const { reason } = sampleExpressions({
    value,
    quality: { kind: 'pi', keepsUncertain: false },
  })
  return `case when (${reason!}) <> 0 then ${ofValue} else ${ofState} end`
}
