import { isLoopback } from '../../http/loopback.ts'
import type { Server } from '../../http/server.ts'
import { formatInstant } from '../../time/instant.ts'
import { dayHolding } from '../../time/day.ts'
import { version } from '../../version.ts'
import type { Curve, DayDetail, Days, Job, Overview, Plant } from '../api.ts'
import { ratedPowerOn } from '../read/page-settings.ts'
import { seesAll } from './sees-all.ts'
import { readCurve } from '../read/read-curve.ts'
import { readDay } from '../read/read-day.ts'
import { readDays } from '../read/read-days.ts'
import { readOverview } from '../read/read-overview.ts'
import { demandAsset } from '../read/series.ts'
import type { PageContext } from './page-context.ts'
import {
  demand,
  demandForwards,
  readDay as readDayText,
  readInterval,
  readQuery,
} from './read-query.ts'
import { wholePeriod } from './whole-period.ts'

export const modelPaths = [
  '/api/plant',
  '/api/overview',
  '/api/days',
  '/api/day',
  '/api/curve',
  '/api/job',
]

/** The answers that are JSON. */
export function addModelRoutes(server: Server, context: PageContext): void {
  const { target, shared, store, plantOf, settings, actions, samples, syncEverySeconds } = context
  const now = () => Date.now() * 1000

  server.get('/api/plant', async (request): Promise<Plant> => {
    readQuery(request.query, [])
    const { facts, rated, lastSync, fault, notices } = await plantOf(request).describe()
    return {
      version,
      timeZone: settings.timeZone,
      periodSeconds: settings.periodSeconds,
      ...facts,
      ...rated,
      now: formatInstant(now()),
      // A load is asked for from this machine alone.
      canAct: actions !== undefined && isLoopback(request.hostname) && seesAll(request),
      syncEverySeconds: syncEverySeconds ?? null,
      lastSync,
      fault,
      notices,
      hasSamples: samples !== undefined,
    }
  })

  server.get('/api/overview', async (request): Promise<Overview> => {
    readQuery(request.query, [])
    const plant = plantOf(request)
    return readOverview(target, await plant.facts(), await plant.rated(), settings, now())
  })

  server.get('/api/days', async (request): Promise<Days> => {
    const { from, to } = readQuery(request.query, ['from', 'to'])
    const range = {
      from: from === undefined ? undefined : readDayText('from', from),
      to: to === undefined ? undefined : readDayText('to', to),
    }
    demandForwards(range)
    const [facts, gone] = await Promise.all([plantOf(request).facts(), context.gone()])
    return readDays(target, facts, settings, range, gone)
  })

  server.get('/api/day', async (request): Promise<DayDetail> => {
    const query = readQuery(request.query, ['asset', 'day'])
    const of = { asset: query.asset ?? '', day: readDayText('day', demand(query, 'day')) }
    const facts = await plantOf(request).facts()
    demandAsset(facts, of.asset)
    return readDay(target, facts, settings, of)
  })

  server.get('/api/curve', async (request): Promise<Curve> => {
    const query = readQuery(request.query, ['asset', 'from', 'to'])
    const plant = plantOf(request)
    const facts = await plant.facts()
    const interval = readInterval(query, wholePeriod(facts, settings), settings.timeZone)
    const asset = query.asset ?? ''
    const lastDay = dayHolding(interval.end - 1, settings.timeZone)
    const ratedPower = ratedPowerOn(settings, asset, lastDay) ?? null
    return readCurve(shared, store, facts, settings, { asset, interval, ratedPower })
  })

  server.get('/api/job', async (request): Promise<Job | null> => {
    readQuery(request.query, [])
    // A load is told of by the assets that it loads.
    return Promise.resolve(seesAll(request) ? (actions?.job() ?? null) : null)
  })
}
