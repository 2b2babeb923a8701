import type { Side } from '../postgres/classify-error.ts'
import { ask } from './ask.ts'
import type { OpenServer } from './open-server.ts'

/** A clock beside this machine's. */
export interface ClockDifference {
  /** Whose it is. */
  readonly name: string
  /** How far it is ahead of this machine's, in seconds; behind is less than 0. */
  readonly aheadSeconds: number
  /** How far that may be wrong, in seconds: the answer was under way for so long. */
  readonly withinSeconds: number
}

/** A server's clock, by the quickest of three answers. */
export async function measureClock({ client }: OpenServer, side: Side): Promise<ClockDifference> {
  let best: ClockDifference | undefined
  for (let time = 0; time < 3; time++) {
    const sentAt = Date.now()
    const [row] = await ask<{ now: string }>(
      client,
      side,
      `select extract(epoch from clock_timestamp())::text as now`,
    )
    const gotAt = Date.now()
    const difference = compareClocks(side, Number(row!.now) * 1000, sentAt, gotAt)
    if (best === undefined || difference.withinSeconds < best.withinSeconds) best = difference
  }
  return best!
}

/** Times in milliseconds since 1970; `coarse`: how much of a second the other one does not say. */
export function compareClocks(
  name: string,
  theirs: number,
  sentAt: number,
  gotAt: number,
  coarse = 0,
): ClockDifference {
  return {
    name,
    aheadSeconds: (theirs + coarse / 2 - (sentAt + gotAt) / 2) / 1000,
    withinSeconds: (gotAt - sentAt + coarse) / 2000,
  }
}
