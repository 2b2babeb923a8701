import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { isLoopback } from '../../http/loopback.ts'
import { problemType, toProblem } from '../../http/problem.ts'
import type { Server } from '../../http/server.ts'
import type { ActionsPort } from '../actions/actions-port.ts'
import type { BusyProblem, LoadRequest } from '../api.ts'
import { guarded } from '../guarded.ts'
import { demandAsset } from '../read/series.ts'
import { readDay } from './read-query.ts'
import { seesAll } from './sees-all.ts'
import type { PageContext } from './page-context.ts'

export const loadPath = '/api/load'

/** A request is a few names. */
const mostBytes = 4096

/**
 * `POST /api/load`: a load, as a job of `minuano up`'s. Only the page itself can ask for it: a form, or another site's
 * script, cannot send JSON with this origin; another name for this machine is refused, so that no site points its own
 * here. Of a request that is refused nothing is read.
 */
export function addLoadRoute(server: Server, actions: ActionsPort, { plantOf }: PageContext): void {
  server.post(loadPath, {
    bodyLimit: mostBytes,
    onRequest: (request, _reply, done) => {
      const { host = '', origin, 'content-type': type = '' } = request.headers
      done(refuse(host, origin, type))
    },
    handler: async (request, reply) => {
      if (!seesAll(request)) {
        throw new MinuanoError(
          'needs-all-assets',
          'nothing was done: this API key shows some assets alone, and a load is of all',
        )
      }
      const wanted = readRequest(request.body)
      if ('day' in wanted && wanted.asset !== null)
        demandAsset(await plantOf(request).facts(), wanted.asset)
      const { job, isNew } = await actions.load(wanted)
      if (isNew) return reply.code(202).send(job)
      const error = new MinuanoError('job-running', `a load runs already: ${job.what}. ${job.text}`)
      const problem = toProblem(error, guarded.name)
      return reply
        .code(problem.status)
        .type(problemType)
        .send({ ...problem, job } satisfies BusyProblem)
    },
  })
}

function refuse(host: string, origin: string | undefined, type: string): MinuanoError | undefined {
  const no = (why: string) => new MinuanoError('origin-not-allowed', `nothing was done: ${why}`)
  if (!isLoopback(host.replace(/:\d*$/, ''))) {
    return no('a load is asked for as localhost or 127.0.0.1 alone')
  }
  if (origin !== `http://${host}`) {
    return no(`a load is asked for by this page alone, not by ${quoteShort(origin ?? 'no page')}`)
  }
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return no('a load is asked for as application/json')
  }
  return undefined
}

/** Throws `invalid-parameter` and `invalid-time`. */
function readRequest(body: unknown): LoadRequest {
  const { missing, asset, day } = (body ?? {}) as Record<string, unknown>
  if (missing === true && day === undefined) return { missing: true }
  if (typeof day === 'string' && (asset === null || typeof asset === 'string')) {
    return { asset, day: readDay('day', day) }
  }
  throw new MinuanoError(
    'invalid-parameter',
    'a load is {"asset": "T01", "day": "2025-01-03"}, its asset null for all, or {"missing": true}',
  )
}
