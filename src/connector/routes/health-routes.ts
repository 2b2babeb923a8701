import { asMinuanoError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Server } from '../../http/server.ts'
import { healthAnswer, problemAnswers } from './schemas.ts'
import type { Source } from '../../source/source.ts'

/** `GET /health/live`: the process serves. `GET /health/ready`: the Source answers too. No key needed. */
export function addHealthRoutes(server: Server, source: Source): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/health/live',
    logLevel: 'warn',
    schema: {
      tags: ['health'],
      summary: 'Whether the Connector runs',
      security: [],
      response: { 200: healthAnswer },
    },
    handler: () => Promise.resolve({ status: 'ok' }),
  })
  server.route({
    method: ['GET', 'HEAD'],
    url: '/health/ready',
    logLevel: 'warn',
    schema: {
      tags: ['health'],
      summary: 'Whether the Source answers too',
      security: [],
      response: {
        200: healthAnswer,
        ...problemAnswers({ 503: 'The Source is down, slow, or not as it should be.' }),
      },
    },
    handler: async (request) => {
      try {
        await source.check()
      } catch (error) {
        const fault = asMinuanoError(error)
        if (fault.retryable) throw fault
        request.log.error({ code: fault.code }, fault.message)
        throw new MinuanoError('source-unavailable', 'the Source refuses: the log says why')
      }
      return { status: 'ok' }
    },
  })
}
