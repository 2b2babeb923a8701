import type { TargetReader } from './target-reader.ts'

export interface SharedReader extends TargetReader {
  /** Something has changed: what is being answered may not know of it. */
  readonly forget: () => void
}

/**
 * A turn of a wheel asks for two charts at once, each with the same questions about partitions and the ledger, of which
 * the first alone takes 20 ms with 120 partitions. So whoever asks what is being answered just now shares the
 * answer; what is asked after it is asked anew, and so is what is asked after a change.
 */
export function shareRows(target: TargetReader): SharedReader {
  const asked = new Map<string, Promise<object[]>>()
  return {
    ...target,
    rows: <Row extends object>(what: string, statement: string) => {
      const known = asked.get(statement)
      if (known !== undefined) return known as Promise<Row[]>
      const answer = target.rows<Row>(what, statement)
      asked.set(statement, answer)
      const drop = () => {
        if (asked.get(statement) === answer) asked.delete(statement)
      }
      answer.then(drop, drop)
      return answer
    },
    forget: () => {
      asked.clear()
    },
  }
}
