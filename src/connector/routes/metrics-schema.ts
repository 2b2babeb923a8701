import { Type } from 'typebox'
import { problemAnswers } from './schemas.ts'

export const metricsSchema = {
  operationId: 'readMetrics',
  tags: ['health'],
  summary: 'What the Connector counts, for Prometheus',
  description: 'Requests, seconds, bytes, rows, memory and event loop delay.',
  response: {
    200: {
      description: 'Prometheus’s text format.',
      content: { 'text/plain': { schema: Type.String({ description: 'A line a value.' }) } },
    },
    ...problemAnswers({
      401: 'The API key is missing or wrong.',
      403: 'The API key reads some assets alone, and this is about all of them.',
    }),
  },
}
