import { Type } from 'typebox'
import { problemAnswers } from './schemas.ts'

export const metricsSchema = {
  tags: ['health'],
  summary: 'What the Connector counts, for Prometheus',
  response: {
    200: {
      description: 'Prometheus’s text format.',
      content: { 'text/plain': { schema: Type.String() } },
    },
    ...problemAnswers({
      401: 'The API key is missing or wrong.',
      403: 'The API key reads some assets alone, and this is about all of them.',
    }),
  },
}
