import type { TargetReader } from './target-reader.ts'

/** What is asked again within a moment is answered as before. */
export interface BriefReader extends TargetReader {
  /** Something has changed: the next question is asked anew. */
  forget(): void
}

/**
 * A turn of a wheel asks for two charts, and the next one comes 0.1 s later, each with the same questions about
 * partitions and the ledger, of which the first alone takes 20 ms with 120 partitions. So rows are shared by whoever
 * asks the same within so many milliseconds. Whoever sees a change calls `forget`.
 */
export function shareRows(target: TargetReader, milliseconds = 300): BriefReader {
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
      setTimeout(drop, milliseconds).unref()
      // A failure is nobody's but theirs who met it.
      answer.catch(drop)
      return answer
    },
    forget: () => asked.clear(),
  }
}
