import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../../errors/describe-error.ts'
import { say } from '../../log/say.ts'
import { WaitError } from '../../postgres/wait-error.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { wideViewKey } from '../load/advisory-lock.ts'
import { narrowPlaceOf, narrowReadersStatement } from './find-narrow-readers.ts'
import type { NarrowRow } from './find-narrow-readers.ts'
import { ownViewStatement } from './narrowing.ts'
import { readWideState, stateOf, wideStateStatement } from './read-wide-state.ts'
import type { WideState, WideStateRow } from './read-wide-state.ts'
import type { Target } from './schema.ts'
import { wideComments } from './wide-comments.ts'
import { wideView, wideViewStatement } from './wide-view.ts'

const what = `adding columns to ${wideView}`

/** Who comes to read waits behind us. One who comes to make it has a try of another's before it, and little more. */
const seconds = { lock: 0.4, load: 5 }

const optionsOf = (target: Target) => ({
  what,
  limits: { ...target.limits, ...seconds },
  locks: [wideViewKey],
})

/** Between the tries those who waited read on. */
const pauseMilliseconds = [500, 1000]

/** How long nothing more is tried after it was in vain: a load of a year would else wait each day anew. */
const restMilliseconds = 60_000

const inVain = new WeakMap<Target, number>()

/**
 * Gives the view `ten_minute_wide` the columns that signals lack in it, at its end, and then the views of readers of some
 * assets: each in a transaction of its own, which waits 0.4 s at most for who reads, so that nobody waits longer behind
 * it. What cannot be done now is said, and left for the next load or `minuano target init`: it never fails a load. A view
 * that somebody dropped is made again where that is `wanted`.
 */
export async function keepWideView(target: Target, wanted = false): Promise<void> {
  const since = inVain.get(target)
  if (since !== undefined && performance.now() - since < restMilliseconds) return
  const why = (await makeOwn(target, wanted)) ?? (await makeReaders(target))
  if (why === undefined) return
  inVain.set(target, performance.now())
  say(
    `the view ${wideView} lacks columns until the next load that finds it free, or \`minuano target init\`: ${why}`,
  )
}

/** Adds what is lacking. Gives why it could not. */
function makeOwn(target: Target, wanted: boolean): Promise<string | undefined> {
  const isDone = (state: WideState) => (state.isThere ? wideComments(state).length === 0 : !wanted)
  return attempt(async () => {
    const [row] = await readOnce<WideStateRow>(target, what, wideStateStatement)
    if (isDone(stateOf(row!))) return
    await inTransaction(target, optionsOf(target), async () => {
      // Another may have been before us.
      const state = await readWideState(target.client)
      if (isDone(state)) return
      const { schema, isThere, columns, lacking } = state
      const names = [...columns, ...lacking.map(({ name }) => name)]
      const statement = wideViewStatement(schema, names, 'create or replace view')
      const statements = isThere && lacking.length === 0 ? [] : [statement]
      await target.client.query([...statements, ...wideComments(state)].join('; '))
    })
  })
}

/** The same for each reader of some assets, whose view has all columns of the other. */
async function makeReaders(target: Target): Promise<string | undefined> {
  const left: NarrowRow[] = []
  const reasons = [
    await attempt(async () => {
      left.push(...(await readOnce<NarrowRow>(target, what, readersStatement)))
    }),
  ]
  for (const reader of left) {
    const statement = ownViewStatement(wideView, narrowPlaceOf(reader))
    const make = () => target.client.query(statement)
    reasons.push(await attempt(() => inTransaction(target, optionsOf(target), make)))
  }
  return reasons.find((reason) => reason !== undefined)
}

/** Readers of some assets whose view has fewer columns. */
const readersStatement = `
  select * from (${narrowReadersStatement}) reader
  where (select count(*) from pg_attribute where attrelid = to_regclass('public.${wideView}'))
    > (select count(*) from pg_attribute where attrelid = to_regclass(quote_ident(name) || '.${wideView}'))`

/** Some tries, as long as somebody reads. Gives why it was in vain. */
async function attempt(work: () => Promise<unknown>): Promise<string | undefined> {
  for (const pause of [...pauseMilliseconds, undefined]) {
    try {
      await work()
      return undefined
    } catch (error) {
      if (!(error instanceof WaitError)) return describeError(error)
      if (pause === undefined) return 'somebody reads it just now'
      await sleep(pause)
    }
  }
  return undefined
}
