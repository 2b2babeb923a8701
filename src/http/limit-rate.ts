import { MinuanoError } from '../errors/minuano-error.ts'
import type { Server } from './server.ts'

/** What may be asked for at once, in seconds' worth of requests. */
const burstSeconds = 10

interface Bucket {
  requests: number
  filledAt: number
}

/**
 * Lets each key make so many requests a second, and ten seconds' worth at once; without keys all clients together.
 * Comes after the key was checked: there are as many buckets as keys. Throws `too-many-requests`.
 */
export function limitRate(server: Server, perSecond: number, openRoutes: RegExp): void {
  const most = Math.max(1, perSecond * burstSeconds)
  const buckets = new Map<string, Bucket>()
  server.addHook('onRequest', (request, _reply, done) => {
    if (!openRoutes.test(request.routeOptions.url ?? '')) {
      // A header is checked to hold a key, and its spaces may be many.
      const key = request.headers.authorization?.trim().split(/ +/)[1] ?? ''
      take(buckets, key, { perSecond, most, now: performance.now() })
    }
    done()
  })
}

interface Filling {
  readonly perSecond: number
  readonly most: number
  /** Milliseconds. */
  readonly now: number
}

function take(buckets: Map<string, Bucket>, key: string, { perSecond, most, now }: Filling): void {
  let bucket = buckets.get(key)
  if (bucket === undefined) buckets.set(key, (bucket = { requests: most, filledAt: now }))
  bucket.requests = Math.min(most, bucket.requests + ((now - bucket.filledAt) / 1000) * perSecond)
  bucket.filledAt = now
  if (bucket.requests < 1) {
    const seconds = Math.ceil((1 - bucket.requests) / perSecond)
    throw new MinuanoError(
      'too-many-requests',
      `more than ${perSecond} requests a second (CONNECTOR_REQUESTS_PER_SECOND): try again in ${seconds} s`,
      { members: { retry_after: seconds } },
    )
  }
  bucket.requests--
}
