import type { FastifyReply } from 'fastify'

/** Milliseconds that a request has spent so far. */
export interface Timings {
  /** Waiting for the turn of a long answer. */
  wait: number
  /** On what the Source answers, and the wait for a connection to it. */
  db: number
}

/** Adds to a request's time what `work` takes, whatever its end. */
export async function timed<T>(
  timings: Timings,
  name: keyof Timings,
  work: () => Promise<T>,
): Promise<T> {
  const since = performance.now()
  try {
    return await work()
  } finally {
    timings[name] += performance.now() - since
  }
}

/** Says what is known of a request's time when its head goes (`Server-Timing`); of a stream, to its first rows. */
export function sayTimings(reply: Pick<FastifyReply, 'header' | 'elapsedTime'>, timings: Timings) {
  const all = Object.entries({ ...timings, total: reply.elapsedTime })
  reply.header('server-timing', all.map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`).join(', '))
}
