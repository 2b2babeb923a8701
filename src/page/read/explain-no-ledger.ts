import { MinuanoError } from '../../errors/minuano-error.ts'
import { calledAs } from '../../config/called-as.ts'

const noSuchTable = '42P01'
const noSuchColumn = '42703'

/** Where a table of ours is not there: the Target was never loaded into; where a column is not: not by this version. */
export function explainNoLedger(error: unknown): MinuanoError | undefined {
  const { code } = error as { code?: unknown }
  if (code === noSuchColumn) {
    return new MinuanoError(
      'target-refused',
      `the Target's tables are of an older version, and this one asks for more than they have: the next ${calledAs()} sync, or ${calledAs()} run 2025-01-03, brings them up to date`,
      { cause: error },
    )
  }
  if (code !== noSuchTable) return undefined
  return new MinuanoError(
    'no-ledger',
    `nothing was ever loaded into this Target: ${calledAs()} sync loads the last days, ${calledAs()} run 2025-01-03 one day; both make the tables`,
    { cause: error },
  )
}
