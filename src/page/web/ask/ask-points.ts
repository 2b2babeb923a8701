import type { Frame } from '../../../frame/frame.ts'
import { askFrame } from './ask-frame.ts'
import type { Query } from './ask.ts'

/** Which bins a chart shows: `/api/points`, without how many. */
export type PointsQuery = Readonly<Record<'asset' | 'variable' | 'from' | 'to', string>> & {
  readonly std?: 'true' | undefined
  /** What the server was told a moment ago will do. */
  readonly held?: 'true' | undefined
}

interface Asked {
  readonly points: number
  readonly isFresh: boolean
  readonly frame: Promise<Frame>
}

/** Charts that differ in width by less are drawn with the same points. */
const alike = 0.1

const underWay = new Map<string, Asked>()

/**
 * Asks for the points of a chart. Who asks for the same bins while the answer is on its way has it too: at first the
 * chart and the strip below it both show all there is.
 */
export function askPoints(query: PointsQuery, points: number): Promise<Frame> {
  const key = JSON.stringify([query.asset, query.variable, query.from, query.to, query.std])
  const known = underWay.get(key)
  const isFresh = query.held === undefined
  const isGood = known !== undefined && (known.isFresh || !isFresh)
  if (isGood && Math.abs(known.points - points) <= alike * points) return known.frame
  const frame = askFrame('/api/points', { ...query, points } satisfies Query)
  const asked = { points, isFresh, frame }
  underWay.set(key, asked)
  const drop = () => {
    if (underWay.get(key) === asked) underWay.delete(key)
  }
  frame.then(drop, drop)
  return frame
}
