import { asMinuanoError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Server } from '../../http/server.ts'
import { healthAnswer } from './answers.ts'
import { problemAnswers } from './schemas.ts'
import type { Source } from '../../source/source.ts'

/** `GET /health/live`: the process serves. `GET /health/ready`: the Source answers too. No key needed. */
export function addHealthRoutes(server: Server, source: Source): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/health/live',
    logLevel: 'warn',
    schema: {
      operationId: 'isLive',
      tags: ['health'],
      summary: 'Whether the Connector runs',
      description: 'Answers as soon as it serves, whatever the Source does. Needs no API key.',
      security: [],
      response: { 200: healthAnswer, ...problemAnswers({}) },
    },
    handler: () => Promise.resolve({ status: 'ok' }),
  })
  server.route({
    method: ['GET', 'HEAD'],
    url: '/health/ready',
    logLevel: 'warn',
    schema: {
      operationId: 'isReady',
      tags: ['health'],
      summary: 'Whether the Source answers too',
      description: 'Asks the Source, by a connection of its own. Needs no API key.',
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
