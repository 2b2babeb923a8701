import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { relationComments } from './comments.ts'
import type { WideState } from './read-wide-state.ts'
import { mostColumns, wideView } from './wide-view.ts'

/**
 * SQL: what a catalogue says of the columns that are new, and of the view; there that it has no room for more. What
 * somebody else wrote of the view stays.
 */
export function wideComments({ schema, isThere, comment, lacking, leftOut }: WideState): string[] {
  const view = `${quoteIdentifier(schema)}.${wideView}`
  const { is, columns } = relationComments[wideView]!
  const words: [name: string, text: string][] = [
    ...(isThere ? [] : Object.entries(columns)),
    ...lacking.map(({ name, variable, statistic }): [string, string] => [
      name,
      `${statistic} of ${variable}`,
    ]),
  ]
  const text = `${is}${describeLeftOut(leftOut)}`
  const isOurs = comment === null || comment.startsWith(is)
  return [
    ...words.map(
      ([name, said]) =>
        `comment on column ${view}.${quoteIdentifier(name)} is ${quoteLiteral(said)}`,
    ),
    ...(isOurs && comment !== text ? [`comment on view ${view} is ${quoteLiteral(text)}`] : []),
  ]
}

function describeLeftOut(leftOut: WideState['leftOut']): string {
  const [first] = leftOut
  if (first === undefined) return ''
  return `. PostgreSQL lets a view have ${mostColumns} columns: ${leftOut.length} have no room, from ${first.name} on; signal_value has them`
}
