import { whileFeeding } from '../../postgres/copy-in.ts'
import { collectChanges, writeChanges } from '../ledger/write-changes.ts'
import type { Interval } from '../../time/interval.ts'
import type { Target } from '../tables/schema.ts'
import { changePartition } from './change-partition.ts'
import { fillNewTable } from './fill-new-table.ts'
import { demandAllowed } from './demand-allowed.ts'
import { keepPartLedger } from './part-ledger.ts'
import type { Finished, PieceWriter } from './piece-writer.ts'
import type { PlannedPiece, WindowPlan } from './plan-window.ts'
import type { ReadAhead } from './read-ahead.ts'
import type { InForce } from './read-in-force.ts'
import { withinBounds } from './split-window.ts'
import { takeIn } from './take-in.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

/** Parts of a window, and where they go. */
export interface PartsTask {
  readonly target: Target
  readonly plan: WindowPlan
  readonly runs: readonly Interval[]
  /** All signals of the parts, where they are known. */
  readonly ids: readonly number[] | undefined
  readonly first: WindowLoad
  /** What comes after the first. */
  readonly incoming: ReadAhead<WindowLoad>
  /** Whether the first takes of days of another layout. */
  readonly hasFormer: boolean
  /** What of the window is closed or excluded. */
  readonly inForce: InForce
  /** Numbers of the months that this transaction has locked. */
  readonly locked: Set<number>
}

/** Writes parts as they come, in a transaction that has begun; gives what changed, by part and day. */
export async function writeParts(task: PartsTask): Promise<LoadResult[][]> {
  const { target, plan, runs, first, incoming, hasFormer, inForce, locked } = task
  const writers = plan.pieces.map((piece) => ({ piece, writer: writerFor(task, piece) }))
  const changed = collectChanges()
  const ledger = keepPartLedger(
    target,
    locked,
    changed,
    (part) => part.ledger === first.ledger && !hasFormer,
  )
  const results: LoadResult[][] = []
  const next = () => whileFeeding(target.client, incoming.next())
  for (let part: WindowLoad | undefined = first; part !== undefined; part = await next()) {
    demandWithin(part, runs)
    demandAllowed(inForce, part)
    const changes = part.days.map(() => nothing)
    for (const { piece, writer } of writers) await writePiece(part, piece, writer, changes)
    results.push(changes)
    await ledger.add(part, changes)
  }
  const finished: Finished[] = []
  for (const { writer } of writers) finished.push(await writer.finish())
  await ledger.flush()
  await takeIn(target, plan.partitioning, finished)
  await writeChanges(target, changed)
  return results
}

const nothing: LoadResult = { inserted: 0, updated: 0, deleted: 0 }

function writerFor(
  { target, plan: { partitioning }, ids, locked }: PartsTask,
  piece: PlannedPiece,
): PieceWriter {
  const { partition, runs, replaced, expected } = piece
  const { schema, rest, isWatched } = partitioning
  if (partition === undefined) return fillNewTable(target.client, schema, piece)
  const mayReplace = !isWatched && partition !== rest
  return changePartition(target, {
    schema,
    partition,
    bounds: replaced,
    runs,
    ids,
    expected,
    mayReplace,
    locked,
  })
}

/** Adds what a part changes in one piece to its days. */
async function writePiece(
  part: WindowLoad,
  { bounds }: PlannedPiece,
  writer: PieceWriter,
  changes: LoadResult[],
): Promise<void> {
  const within = withinBounds(part, bounds)
  if (within.days.length === 0) return
  const written = await writer.write(within)
  for (const [index, { start }] of within.days.entries()) {
    const day = part.days.findIndex((day) => day.start <= start && start < day.end)
    changes[day] = add(changes[day]!, written[index]!)
  }
}

/** What is in no run has no piece, and would not be written. */
function demandWithin({ days }: WindowLoad, runs: readonly Interval[]): void {
  const isIn = (day: Interval) => runs.some((run) => run.start <= day.start && day.end <= run.end)
  if (!days.every(isIn)) throw new Error('a part has days that its window has not')
}

function add(first: LoadResult, second: LoadResult): LoadResult {
  return {
    inserted: first.inserted + second.inserted,
    updated: first.updated + second.updated,
    deleted: first.deleted + second.deleted,
  }
}
