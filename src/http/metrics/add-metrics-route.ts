import type { FastifySchema } from 'fastify'
import type { Server } from '../server.ts'
import type { Metrics } from './create-metrics.ts'

export const metricsPath = '/metrics'

/** `GET /metrics`: what the server counts, in Prometheus’s text format. */
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
    handler: async (_request, reply) => {
      const text = await metrics.text()
      return reply.type(metrics.contentType).send(text)
    },
  })
}
