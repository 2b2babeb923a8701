import { quoteShort } from '../../errors/quote-short.ts'
import { readWideState } from '../../target/tables/read-wide-state.ts'
import { mostColumns, wideView } from '../../target/tables/wide-view.ts'
import { bounded } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'

const make = findingsOf('Target')

/** Whether the view of a column a statistic has all of them, by their own names. Nothing where it has. */
export async function lookAtWideView({ client }: OpenServer): Promise<Finding[]> {
  const { isThere, lacking, leftOut, shortened } = await bounded(client, 'Target', () =>
    readWideState(client),
  )
  if (!isThere) {
    return [make.note(`the view ${wideView} was dropped: \`minuano target init\` makes it again`)]
  }
  const notes: [columns: readonly { readonly name: string }[], text: string][] = [
    [
      lacking,
      'are not in it yet, since somebody read it when they came: the next load of theirs adds them, or `minuano target init`',
    ],
    [
      leftOut,
      `have no room, since PostgreSQL lets a view have ${mostColumns} columns: signal_value has them`,
    ],
    [
      shortened,
      'end in a hash, since PostgreSQL cuts names after 63 bytes: their comments say whose they are',
    ],
  ]
  return notes.flatMap(([columns, text]) => {
    const [first] = columns
    if (first === undefined) return []
    return [
      make.note(
        `the view ${wideView}: columns (${columns.length}, the first ${quoteShort(first.name)}) ${text}`,
      ),
    ]
  })
}
