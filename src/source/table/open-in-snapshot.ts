import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { AssetFrame } from '../../frame/frame.ts'
import { cancelQuery } from '../../postgres/cancel-query.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { beginSnapshot } from '../in-snapshot.ts'
import { orTooLate } from '../or-too-late.ts'
import type { OpenSamples } from '../source.ts'
import type { SourcePool } from '../source-pool.ts'
import { tooSlow } from './copy-frames.ts'

/** What a reading needs of the Source, whatever its layout. */
export interface Reading {
  readonly pool: SourcePool
  /** Seconds that the Source may let us wait for more. */
  readonly timeout: number
  /** The table is not what it was when it was described. */
  readonly forget: () => void
  /** What to throw for an error that shows it. */
  readonly lookAgain: (error: unknown) => unknown
  readonly signal: AbortSignal
}

/** What is known before the first row is read. */
export type Opening = Omit<OpenSamples, 'frames'>

/**
 * Opens samples that all come from one snapshot, that in which what there is was looked up too: nothing is missing,
 * and nothing is new. Throws what `look` throws.
 */
export async function openInSnapshot<Found extends Opening>(
  reading: Reading,
  look: (client: pg.ClientBase) => Promise<Found>,
  read: (client: pg.ClientBase, found: Found) => AsyncGenerator<AssetFrame, void, void>,
): Promise<OpenSamples> {
  const frames = readAll(reading, look, read)
  // It ends at once only by throwing.
  const { assets, rowsWithoutAsset } = (await frames.next()).value as Opening
  return {
    assets,
    rowsWithoutAsset,
    frames: frames as AsyncGenerator<AssetFrame, void, void>,
  }
}

/** Gives what is known before the frames, then these. */
async function* readAll<Found extends Opening>(
  reading: Reading,
  look: (client: pg.ClientBase) => Promise<Found>,
  read: (client: pg.ClientBase, found: Found) => AsyncGenerator<AssetFrame, void, void>,
): AsyncGenerator<Opening | AssetFrame, void, void> {
  const { pool } = reading
  const client = await pool.take()
  let isGood = false
  try {
    const found = await lookFirst(client, reading, look).catch(async (error: unknown) => {
      isGood = await isStillGood(client, error)
      throw error
    })
    yield found
    yield* read(client, found)
    await client.query('commit')
    isGood = true
  } finally {
    pool.giveBack(client, !isGood)
  }
}

/** Begins the snapshot, and looks what there is. */
async function lookFirst<Found>(
  client: pg.ClientBase,
  reading: Reading,
  look: (client: pg.ClientBase) => Promise<Found>,
): Promise<Found> {
  return askInTime(client, reading, async () => {
    await client.query(beginSnapshot)
    return look(client)
  })
}

/** What the Source says, if it says it in time and is still wanted. */
export async function askInTime<T>(
  client: pg.ClientBase,
  { timeout, lookAgain, signal }: Pick<Reading, 'timeout' | 'lookAgain' | 'signal'>,
  ask: () => Promise<T>,
): Promise<T> {
  const cancel = () => void cancelQuery(client)
  signal.addEventListener('abort', cancel)
  try {
    return await orTooLate(ask(), timeout * 1000, () => tooSlow(timeout))
  } catch (error) {
    const fault = classifyPostgresError(error, 'Source')
    if (fault.code === 'source-timeout') await cancelQuery(client)
    throw lookAgain(fault)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Whether a connection, after a question was refused, may be asked the next one. */
async function isStillGood(client: pg.ClientBase, error: unknown): Promise<boolean> {
  if (!(error instanceof MinuanoError) || error.retryable) return false
  return client.query('rollback').then(
    () => true,
    () => false,
  )
}
