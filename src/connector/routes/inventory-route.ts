import type { FastifyReply } from 'fastify'
import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { isZone } from '../../time/zone.ts'
import { beginReading } from '../answer/begin-reading.ts'
import { sayTimings } from '../answer/timings.ts'
import { finishAnswer } from '../../http/finish-answer.ts'
import { demandNames } from '../limits/request-limits.ts'
import { isLongInterval } from '../limits/turn-limits.ts'
import type { Limits } from '../limits/limits.ts'
import { findVariables } from '../query/find-variables.ts'
import { formatInterval, readInterval } from '../query/read-interval.ts'
import { readLeads } from '../query/read-leads.ts'
import { notModified, taggedAndTimed } from './answer-headers.ts'
import { inventoryAnswer } from './answers.ts'
import { samplingOf } from './sampling-of.ts'
import { busyAnswers, inventoryQuery, problemAnswers } from './schemas.ts'
import type { Server } from '../../http/server.ts'
import type { SourceFor } from '../query/source-for.ts'
import { toQuery } from '../query/to-query.ts'
import { writeInventories, writeInventory } from '../answer/write-inventory.ts'

/** The most entries of one answer, each a variable of a day: 7 MB of JSON. */
const mostEntries = 100_000

/** `GET /inventory`: what the Source holds, day by day, and fingerprints that tell of any change. */
export function addInventoryRoute(
  server: Server,
  config: Config,
  sourceFor: SourceFor,
  limits: Limits,
): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/inventory',
    schema: {
      operationId: 'readInventory',
      tags: ['data'],
      summary: 'What the Source holds, day by day',
      description:
        'For each day and variable: rows, values, and a fingerprint that changes if any value, row or time of that day changes. Days without rows are left out. Where the Source’s rows name their asset, `assets` has the days of each. One answer counts so many days at most (see the problem `interval-too-long`) between the Source’s first row and its last.',
      querystring: inventoryQuery,
      response: {
        200: taggedAndTimed(inventoryAnswer),
        304: notModified,
        ...problemAnswers({
          401: 'The API key is missing or wrong.',
          403: 'The API key reads some assets alone, and the rows of the Source name none.',
          422: 'A parameter, a variable, an asset or a time is missing or cannot be understood, or the interval is too long.',
          ...busyAnswers,
        }),
      },
    },
    onSend: finishAnswer,
    handler: async (request, reply) => {
      const { start, end, variables: names, assets, time_zone, sample_label } = request.query
      const { carry, texts, lead } = request.query
      demandNames({ variables: names, assets }, config.connectorMaxNames)
      const timeZone = readZone(time_zone ?? config.timeZone)
      const sampleLabel = sample_label ?? config.sampleLabel
      const interval = readInterval(start, end, timeZone)
      const { described, variables } = await findVariables(sourceFor(request), names)
      reply.header('minuano-interval', formatInterval(interval))
      const maxDays = mostDays(config.maxInventoryDays, variables.length)
      const rule = { timeZone, sampleLabel, maxDays }
      const query = {
        ...toQuery(interval, described, variables, assets),
        withCarry: carry === 'true',
        withTexts: texts === 'true',
        leads: readLeads(lead, variables),
      }
      const reading = beginReading(reply, limits)
      if (isLongInterval(interval)) await reading.takeTurn()
      const inventory = await reading.readWhole(() => described.inventory(query, rule))
      const { rowsWithoutAsset } = inventory
      const head = {
        time_zone: timeZone,
        sample_label: sampleLabel,
        variables: variables.map(({ name, unit, hold }) => ({ name, unit, ...samplingOf(hold) })),
        ...(rowsWithoutAsset > 0 && { rows_without_asset: rowsWithoutAsset }),
      }
      const body = described.hasAssets
        ? await writeInventories(head, inventory.assets, variables.length)
        : await writeInventory(head, inventory.assets[0]!.days, variables.length)
      sayTimings(reply, reading.timings)
      return (reply as FastifyReply).type('application/json; charset=utf-8').send(body)
    },
  })
}

function mostDays(setting: number, variables: number): number {
  return Math.min(setting, Math.max(1, Math.floor(mostEntries / Math.max(1, variables))))
}

function readZone(name: string): string {
  if (isZone(name)) return name
  throw new MinuanoError(
    'invalid-parameter',
    `time_zone is ${quoteShort(name)}, which is no zone of the IANA database: write one as America/Sao_Paulo`,
  )
}
