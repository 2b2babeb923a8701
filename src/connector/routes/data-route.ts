import type { FastifyReply } from 'fastify'
import type { Config } from '../../config/settings.ts'
import type { FrameLayout } from '../../frame/frame.ts'
import { holdsOf } from '../../signal/hold.ts'
import { timeName } from '../../source/source.ts'
import { addVary } from '../../http/caching/add-vary.ts'
import { finishAnswer } from '../../http/finish-answer.ts'
import { demandDays, demandNames } from '../limits/request-limits.ts'
import { isLongInterval } from '../limits/turn-limits.ts'
import type { Limits } from '../limits/limits.ts'
import { answerFrames } from '../answer/answer-frames.ts'
import { answerThinned } from '../answer/answer-thinned.ts'
import type { Format } from '../answer/formats.ts'
import { chooseFormat } from '../query/choose-format.ts'
import { findVariables } from '../query/find-variables.ts'
import type { Server } from '../../http/server.ts'
import { formatInterval, readInterval } from '../query/read-interval.ts'
import { readPoints, thinningOf } from '../query/read-points.ts'
import { notModified, taggedAndTimed } from './answer-headers.ts'
import { dataAnswer } from './data-answer.ts'
import { dataQuery, dataQueryOfFormat, busyAnswers, problemAnswers } from './schemas.ts'
import type { Reasoned, SourceFacts, SourceVariable } from '../../source/source.ts'
import type { SourceFor } from '../query/source-for.ts'
import { toQuery } from '../query/to-query.ts'
import { beginReading } from '../answer/begin-reading.ts'

export interface DataRoute {
  readonly config: Config
  readonly sourceFor: SourceFor
  readonly limits: Limits
  /** Told of rows as they are sent. */
  readonly countRows: (count: number) => void
  /** The one format of a route of its own, `/data.csv`; without it, whatever is asked for. */
  readonly only?: Format
}

/** `GET /data`, or `/data.csv` and the like: the rows of an interval. */
export function addDataRoute(
  server: Server,
  { config, sourceFor, limits, countRows, only }: DataRoute,
): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: only === undefined ? '/data' : dataPath(only),
    schema: {
      operationId: `readData${only === undefined ? '' : capitalize(only.name)}`,
      tags: ['data'],
      summary: `Rows of an interval${only === undefined ? '' : `, as ${only.title}`}`,
      description: `Rows whose time is in [start, end), in the order of time, as ${only?.title ?? 'JSON (default), NDJSON, CSV or an Arrow IPC stream'}. Where the Source’s rows name their asset, each says it (\`asset\`, after the time), and they come asset by asset. With \`points\`, the rows that a chart needs.`,
      querystring: only === undefined ? dataQuery : dataQueryOfFormat,
      response: {
        200: taggedAndTimed(dataAnswer(only && [only])),
        304: notModified,
        ...problemAnswers({
          401: 'The API key is missing or wrong.',
          403: 'The API key reads some assets alone, and the rows of the Source name none.',
          ...(only === undefined && { 406: 'There is no such format.' }),
          422: 'A parameter, a variable, an asset or a time is missing or cannot be understood.',
          ...busyAnswers,
        }),
      },
    },
    onSend: finishAnswer,
    handler: async (request, reply) => {
      if (only === undefined) addVary(reply, 'accept')
      const {
        start,
        end,
        variables: names,
        assets,
        format: formatName,
        reasons,
        carry,
        points: most,
      } = request.query
      demandNames({ variables: names, assets }, config.connectorMaxNames)
      const format = only ?? chooseFormat(formatName, request.headers.accept)
      const interval = readInterval(start, end, config.timeZone)
      demandDays(interval, config.connectorMaxDays)
      const { described, variables } = await findVariables(sourceFor(request), names)
      const points = most === undefined ? undefined : readPoints(most, variables.length)
      reply.header('minuano-interval', formatInterval(interval)).type(format.contentType)
      if (request.method === 'HEAD') return (reply as FastifyReply).send()
      const query = {
        ...toQuery(interval, described, variables, assets),
        withReasons: reasons === 'true',
        withCarry: carry === 'true',
      }
      const reasoned = await described.reasoned(query)
      const mostRows = config.connectorMaxRows
      const reading = beginReading(reply, limits)
      if (isLongInterval(interval)) await reading.takeTurn()
      for (;;) {
        const opened = await reading.open(described, query)
        // What is read again may have others.
        reply.removeHeader('minuano-rows-without-asset')
        if (opened.rowsWithoutAsset > 0) {
          reply.header('minuano-rows-without-asset', opened.rowsWithoutAsset)
        }
        const layout = { ...layoutOf(described, variables, reasoned), assets: opened.assets }
        const encoder = format.createEncoder(layout)
        const { frames } = opened
        const { mayBeLong, endTurn: whenRead, timings } = reading
        const toSend = { frames, encoder, mostRows, mayBeLong, whenRead, countRows, timings }
        const isSent = await (points === undefined
          ? answerFrames(reply, toSend)
          : answerThinned(
              reply,
              toSend,
              thinningOf(interval, points, described, variables, config.kinds),
            ))
        if (isSent) return reply
        // Waiting with a connection in hand would keep it from short answers: what was read is read again.
        await reading.takeTurn()
      }
    },
  })
}

/** The path that answers with this format alone. */
export function dataPath({ name }: Format): string {
  return `/data.${name}`
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

function layoutOf(
  { timeDigits, orderColumn, hasOwnRows }: SourceFacts,
  variables: readonly SourceVariable[],
  reasoned: Reasoned | undefined,
): FrameLayout {
  const units = new Map(
    variables.flatMap(({ name, unit }): [string, string][] =>
      unit === null ? [] : [[name, unit]],
    ),
  )
  const holds = holdsOf(variables)
  const columns = variables.map(({ name }) => name)
  const layout = { timeName, timeDigits, columns, units, holds, order: orderColumn, hasOwnRows }
  return reasoned === undefined
    ? layout
    : { ...layout, reasons: reasoned.variables, clock: reasoned.clock }
}
