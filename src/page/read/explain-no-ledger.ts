import { MinuanoError } from '../../errors/minuano-error.ts'
import { calledAs } from '../../config/called-as.ts'

const noSuchTable = '42P01'

/** Where a table of ours is not there: the Target was never loaded into. */
export function explainNoLedger(error: unknown): MinuanoError | undefined {
  if ((error as { code?: unknown }).code !== noSuchTable) return undefined
  return new MinuanoError(
    'no-ledger',
    `nothing was ever loaded into this Target: ${calledAs()} sync loads the last days, ${calledAs()} run 2025-01-03 one day; both make the tables`,
    { cause: error },
  )
}
