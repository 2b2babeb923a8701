import { MinuanoError } from '../../errors/minuano-error.ts'
import type { OpenFile } from '../open-file.ts'

/** What a record that is no row is, or undefined where it should have been a row. */
export type HeadMatcher = (
  record: readonly string[],
  line: number,
) => 'head' | 'comment' | undefined

const commentMark = /^\s*(?:#+|\/\/+|;+)\s*/

/**
 * Tells records that are no rows: the header again, with what stands below it, where files were appended to
 * each other; and comments. Throws `import-refused` for a header with other columns: what follows it would
 * be read as what it is not.
 */
export function createHeadMatcher({ headRecords, headers, mapping, name }: OpenFile): HeadMatcher {
  const known = new Set(headRecords.map(keyOf))
  const timeHeader = headers[mapping.timeIndexes[0]!]!
  return (record, line) => {
    const [first = ''] = record
    if (known.has(keyOf(record)) || first === 'TOA5') return 'head'
    const cells = record.map((cell) => cell.trim())
    cells[0] = cells[0]!.replace(commentMark, '')
    if (cells.includes(timeHeader)) {
      throw new MinuanoError(
        'import-refused',
        `line ${line} of ${name} is another header, with other columns: split the file there; nothing was loaded`,
      )
    }
    return commentMark.test(first) ? 'comment' : undefined
  }
}

function keyOf(record: readonly string[]): string {
  const [first = '', ...others] = record
  return JSON.stringify([first.replace(commentMark, ''), ...others].map((cell) => cell.trim()))
}
