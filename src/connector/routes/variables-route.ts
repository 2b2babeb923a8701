import type { Config } from '../../config/settings.ts'
import { formatInstant } from '../../time/instant.ts'
import { finishAnswer } from '../../http/finish-answer.ts'
import type { Server } from '../../http/server.ts'
import type { SourceFor } from '../query/source-for.ts'
import { notModified, tagged } from './answer-headers.ts'
import { variablesAnswer } from './answers.ts'
import { samplingOf } from './sampling-of.ts'
import { busyAnswers, noQuery, problemAnswers } from './schemas.ts'

/** `GET /variables`: what there is to ask for. */
export function addVariablesRoute(server: Server, config: Config, sourceFor: SourceFor): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/variables',
    schema: {
      operationId: 'listVariables',
      tags: ['data'],
      summary: 'Variables, their units, and the period that the Source has',
      description:
        'What can be asked for, as the Source has it now, and what a time without offset means (`time_zone`).',
      querystring: noQuery,
      response: {
        200: tagged(variablesAnswer),
        304: notModified,
        ...problemAnswers({
          401: 'The API key is missing or wrong.',
          403: 'The API key reads some assets alone, and the rows of the Source name none.',
          422: 'A parameter is given, and there is none.',
          ...busyAnswers,
        }),
      },
    },
    onSend: finishAnswer,
    handler: async (request) => {
      const described = await sourceFor(request).describe(true)
      const period = await described.period()
      const rowKeys = await described.rowKeys()
      const without = described.tagsWithoutVariable
      const format = (instant: number | null) =>
        instant === null ? null : formatInstant(instant, described.timeDigits)
      const [first, last] = [format(period.first), format(period.last)]
      return {
        time_zone: config.timeZone,
        first,
        last,
        ...(period.outsideRows > 0 && { outside_rows: period.outsideRows }),
        ...(described.orderColumn !== undefined && { order_column: described.orderColumn }),
        ...(without !== undefined &&
          without.count > 0 && {
            tags_without_variable: { count: without.count, some: [...without.some] },
          }),
        ...(rowKeys.length > 0 && {
          row_keys: rowKeys.map(({ column, looksLike, values, count }) => ({
            column,
            looks_like: looksLike,
            values: [...values],
            count,
          })),
        }),
        variables: described.variables.map(({ name, unit, type, hold }) => ({
          name,
          unit,
          type,
          first,
          last,
          ...samplingOf(hold),
        })),
      }
    },
  })
}
