import type { QueryResultRow } from 'pg'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { inTransaction } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'
import { figuresReading, readFigures } from './read-figures.ts'

/** From so many assets on a second connection is worth its opening. */
const leastToShare = 16

const isolated = 'set transaction isolation level repeatable read'

/**
 * The rows of a view of figures, those of the first half of the assets before those of the second. Of many assets each
 * half is read by a connection of its own, at once and of one moment: PostgreSQL does such a statement in one process.
 * Where no second connection can be had, the first reads all.
 */
export async function readInHalves<Row extends QueryResultRow>(
  target: Target,
  assets: readonly Asset[],
  statementOf: (assets: readonly Asset[]) => string,
): Promise<Row[]> {
  const client = assets.length < leastToShare ? undefined : await connectAgain(target)
  if (client === undefined) return readFigures<Row>(target, statementOf(assets))
  const middle = Math.ceil(assets.length / 2)
  const statements = [assets.slice(0, middle), assets.slice(middle)].map(statementOf)
  try {
    return await readAtOnce<Row>([target, { ...target, client }], statements)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The first connection's snapshot is the second one's too. */
async function readAtOnce<Row extends QueryResultRow>(
  [first, second]: readonly [Target, Target],
  statements: readonly string[],
): Promise<Row[]> {
  const read = async ({ client }: Target, index: number) =>
    (await client.query<Row>(statements[index]!)).rows
  const begin = (statement: string) => ({
    ...figuresReading,
    first: [isolated, figuresReading.first, statement].join('; '),
  })
  return inTransaction(first, begin('select pg_export_snapshot() as id'), async ([row]) => {
    const id = String(row!['id'])
    const halves = await Promise.allSettled([
      read(first, 0),
      inTransaction(second, begin(`set transaction snapshot '${id}'`), () => read(second, 1)),
    ])
    return halves.flatMap((half) => {
      if (half.status === 'rejected') throw half.reason
      return half.value
    })
  })
}

/** `undefined` where the server has no connection left for us. */
async function connectAgain(target: Target): Promise<Target['client'] | undefined> {
  try {
    return await target.connectAgain()
  } catch {
    return undefined
  }
}
