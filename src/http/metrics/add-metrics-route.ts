import type { FastifySchema } from 'fastify'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { readerOf } from '../keys/reader.ts'
import type { Server } from '../server.ts'
import type { Metrics } from './create-metrics.ts'

export const metricsPath = '/metrics'

/** `GET /metrics`: what the server counts, in Prometheus’s text format; only for who may read all assets. */
export function addMetricsRoute(
  server: Server,
  metrics: Metrics,
  schema: FastifySchema = {},
): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: metricsPath,
    logLevel: 'warn',
    schema,
    handler: async (request, reply) => {
      if (readerOf(request).assets !== undefined) {
        throw new MinuanoError(
          'needs-all-assets',
          'this API key reads some assets alone, and what is counted here is of all',
        )
      }
      const text = await metrics.text()
      return reply.type(metrics.contentType).send(text)
    },
  })
}
