import { Readable } from 'node:stream'
import { asMinuanoError, describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { createArrowEncoder } from '../../frame/arrow/arrow-encoder.ts'
import { redact } from '../../log/redact.ts'
import type { FrameLayout } from '../../frame/frame.ts'
import type { Server } from '../../http/server.ts'
import { pointColumns, readPoints } from '../read/read-points.ts'
import { seesAll } from './sees-all.ts'
import { demandAsset, findSeries } from '../read/series.ts'
import { fetchSamples } from '../source/fetch-samples.ts'
import { exportRows } from './export-rows.ts'
import type { PageContext } from './page-context.ts'
import { demand, readChoice, readInterval, readNumber, readQuery } from './read-query.ts'
import { wholePeriod } from './whole-period.ts'

export const rowPaths = ['/api/points', '/api/samples', '/api/export']

const arrowType = 'application/vnd.apache.arrow.stream'
/** Few screens have more columns of pixels than a fifth of the most. */
const pointBounds = { least: 5, most: 40_000, usual: 2000 }
const mostSampleDays = 2
const exportParameters = ['asset', 'variables', 'from', 'to', 'format', 'reasons'] as const
const pointParameters = ['asset', 'variable', 'from', 'to', 'points', 'std', 'held'] as const

/** The answers that are rows: Arrow, or a file. */
export function addRowRoutes(server: Server, context: PageContext): void {
  const { target, shared, plantOf, settings, store, known } = context

  server.get('/api/points', async (request, reply) => {
    const query = readQuery(request.query, [...pointParameters])
    const facts = await plantOf(request).facts()
    const of = { asset: query.asset ?? '', variable: demand(query, 'variable') }
    const interval = readInterval(query, wholePeriod(facts, settings), settings.timeZone)
    const points = readNumber('points', query.points, pointBounds)
    const withDeviation = readChoice('std', query.std, ['true', 'false']) === 'true'
    // With `held`, what was asked a moment ago will do: pages are told of a change as soon as it is found.
    const isHeldEnough = readChoice('held', query.held, ['false', 'true']) === 'true'
    demandAsset(facts, of.asset)
    const find = () => findSeries(shared, facts, settings, of)
    const series = isHeldEnough
      ? await known.get(JSON.stringify([of.asset, of.variable]), find)
      : await find()
    const { frame, isThinned } = await readPoints(
      target,
      store,
      series,
      { interval, points, withDeviation, isHeldEnough },
      context.afterwards,
    )
    const unit = series.unit
    const layout: FrameLayout = {
      timeName: 'timestamp',
      timeDigits: 0,
      columns: pointColumns,
      units: new Map(unit === null ? [] : pointColumns.map((name) => [name, unit])),
    }
    const encoder = createArrowEncoder(layout)
    return reply
      .type(arrowType)
      .header('minuano-points', isThinned ? 'thinned' : 'all')
      .send(Buffer.concat([encoder.start(), encoder.rows(frame), encoder.end(frame.time.length)]))
  })

  server.get('/api/samples', async (request, reply) => {
    const query = readQuery(request.query, ['asset', 'variable', 'from', 'to'])
    if (context.samples === undefined) {
      throw new MinuanoError(
        'not-found',
        'no Connector is known, so there are no samples: set CONNECTOR_URL for the page',
      )
    }
    const facts = await plantOf(request).facts()
    const of = { asset: query.asset ?? '', variable: demand(query, 'variable') }
    const interval = readInterval(query, wholePeriod(facts, settings), settings.timeZone)
    if (interval.end - interval.start > mostSampleDays * 86_400e6 + 3600e6) {
      throw new MinuanoError(
        'invalid-parameter',
        `samples are shown of ${mostSampleDays} days at the most: ask for a shorter interval`,
      )
    }
    const { asset, variable } = await findSeries(target, facts, settings, of)
    const isNamed = asset !== '' && asset !== settings.asset
    const isPart = !seesAll(request)
    if (isPart && (!isNamed || asset.includes(','))) throw noSamplesOf(asset)
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const body = await fetchSamples(
      context.samples,
      { asset: isNamed ? asset.slice(settings.assetPrefix.length) : undefined, variable, interval },
      left.signal,
    ).catch((error: unknown) => {
      // What the Connector says is said to one who may read all, and names them.
      if (!isPart) throw error
      request.log.warn({ code: asMinuanoError(error).code }, redact(describeError(error)))
      throw withoutWords(error)
    })
    return reply.type(arrowType).send(Readable.fromWeb(body as never))
  })

  server.get('/api/export', async (request, reply) => {
    const query = readQuery(request.query, [...exportParameters])
    const facts = await plantOf(request).facts()
    const interval = readInterval(query, wholePeriod(facts, settings), settings.timeZone)
    const format = readChoice('format', query.format, ['csv', 'arrow'])
    const asset = query.asset ?? ''
    const names = query.variables?.split(',') ?? facts.variables.map(({ name }) => name)
    const series = []
    for (const variable of new Set(names)) {
      series.push(await findSeries(target, facts, settings, { asset, variable }))
    }
    const withReasons = readChoice('reasons', query.reasons, ['false', 'true']) === 'true'
    const file = await exportRows(target, series, interval, format, withReasons)
    return reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : arrowType)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(Readable.from(file.bytes(), { objectMode: false }))
  })
}

/** Without a name of its own the Connector would be asked for all rows; with a comma, for two assets. */
function noSamplesOf(asset: string): MinuanoError {
  return new MinuanoError(
    'not-found',
    `an API key that shows some assets alone shows no samples of ${quoteShort(asset)}: the Source cannot be asked for this one alone by its name`,
  )
}

function withoutWords(error: unknown): MinuanoError {
  const { code } = asMinuanoError(error)
  return new MinuanoError(
    code,
    'the Connector does not give the samples: the page’s log says why',
    {
      cause: error,
    },
  )
}
