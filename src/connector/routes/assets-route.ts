import { formatInstant } from '../../time/instant.ts'
import { finishAnswer } from '../../http/finish-answer.ts'
import type { Server } from '../../http/server.ts'
import type { SourceFor } from '../query/source-for.ts'
import { notModified, tagged } from './answer-headers.ts'
import { assetsAnswer } from './answers.ts'
import { assetsQuery, busyAnswers, problemAnswers } from './schemas.ts'

/** `GET /assets`: whose rows there are, and of which period; with `period=false` the names alone. */
export function addAssetsRoute(server: Server, sourceFor: SourceFor): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/assets',
    schema: {
      operationId: 'listAssets',
      tags: ['data'],
      summary: 'Assets, and the period that the Source has of each',
      description:
        'One, without a name, where the rows of the Source name none (`SOURCE_ASSET_COLUMN`).',
      querystring: assetsQuery,
      response: {
        200: tagged(assetsAnswer),
        304: notModified,
        ...problemAnswers({
          401: 'The API key is missing or wrong.',
          403: 'The API key reads some assets alone, and the rows of the Source name none.',
          422: 'A parameter is not known, or has another value than it may have.',
          ...busyAnswers,
        }),
      },
    },
    onSend: finishAnswer,
    handler: async (request) => {
      const described = await sourceFor(request).describe()
      if (request.query.period === 'false') {
        return { assets: (await described.assetNames()).map((asset) => ({ asset })) }
      }
      const format = (instant: number | null) =>
        instant === null ? null : formatInstant(instant, described.timeDigits)
      const periods = await described.assets()
      return {
        assets: periods.map(({ asset, first, last }) => ({
          asset,
          first: format(first),
          last: format(last),
        })),
      }
    },
  })
}
