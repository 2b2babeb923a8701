import type { NewTable } from '../partitions/create-table.ts'
import type { Replacement } from '../partitions/replace-partition.ts'
import type { LoadResult, PieceLoad } from './window-load.ts'

/** Writes to one partition what the parts of a window have of it. */
export interface PieceWriter {
  /** Gives what it changes, day by day of the part. */
  write(part: PieceLoad): Promise<LoadResult[]>
  /** After the last part: everything is with the server, and a new table has its key. */
  finish(): Promise<Finished>
}

/** What is left to do at the transaction's end. */
export interface Finished {
  /** Filled, to be attached. */
  readonly table?: NewTable
  /** Filled, to take the place of a partition. */
  readonly replacement?: Replacement
}
