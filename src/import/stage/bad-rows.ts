import { MinuanoError } from '../../errors/minuano-error.ts'

export interface BadRow {
  /** 1 is the header's line. */
  readonly line: number
  readonly reason: string
}

/** Rows that cannot be loaded: how many, and the first of them. */
export interface BadRows {
  readonly count: number
  readonly first: readonly BadRow[]
  add(line: number, reason: string): void
}

const kept = 20

/** Keeps the rows of the lowest lines, whatever the order in which they are found. */
export function createBadRows(): BadRows {
  let count = 0
  let first: BadRow[] = []
  return {
    get count() {
      return count
    },
    get first() {
      return first
    },
    add(line, reason) {
      count++
      if (first.length === kept && line > first.at(-1)!.line) return
      first = [...first, { line, reason }].sort((a, b) => a.line - b.line).slice(0, kept)
    },
  }
}

/** The first bad rows, a line each, then how many more there are. */
export function describeBadRows({ count, first }: BadRows): string {
  const lines = first.map(({ line, reason }) => `  line ${line}: ${reason}`)
  if (count > first.length) lines.push(`  and ${count - first.length} more`)
  return lines.join('\n')
}

/** The error that refuses a file for its bad rows. */
export function refusedFor(badRows: BadRows, file: string): MinuanoError {
  const rows = badRows.count === 1 ? '1 bad row' : `${badRows.count} bad rows`
  return new MinuanoError(
    'import-refused',
    `${file} has ${rows}, so nothing was loaded:\n${describeBadRows(badRows)}\nMend the file, or leave such rows out by --skip-bad-rows`,
  )
}
