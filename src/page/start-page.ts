import type { Config } from '../config/settings.ts'
import { demandSafeHost } from '../http/check-access.ts'
import { readerOf } from '../http/keys/reader.ts'
import { openKeyFile } from '../http/keys/watch-key-file.ts'
import { listen } from '../http/listen.ts'
import type { ActionsPort } from './actions/actions-port.ts'
import { guarded } from './guarded.ts'
import { watchGoneDays } from './read/gone-days.ts'
import { createMoments } from './read/moments.ts'
import { createPlantModels } from './read/plant-models.ts'
import type { Series } from './read/series.ts'
import { createSeriesStore } from './read/series-store.ts'
import { createTargetReader } from './read/target-reader.ts'
import { createIdleQueue } from './server/idle-queue.ts'
import { shareRows } from './read/share-rows.ts'
import { createEventHub } from './server/event-hub.ts'
import type { EventHub } from './server/event-hub.ts'
import { createPageServer } from './server/create-page-server.ts'
import { warmUp } from './server/warm-up.ts'
import { watchTarget } from './server/watch-target.ts'
import type { SamplesSource } from './source/fetch-samples.ts'

/** A page that serves. */
export interface Page {
  readonly url: string
  readonly close: () => Promise<void>
}

export interface PageOptions {
  readonly targetUrl: string
  readonly samples?: SamplesSource | undefined
  /** What `up` lets it do; without it, it only shows. */
  readonly actions?: ActionsPort | undefined
  readonly syncEverySeconds?: number | undefined
  /** A port that is in use is an error; otherwise the next free one is taken, and said. */
  readonly portIsFixed?: boolean
  readonly log?: NodeJS.WritableStream
}

/** Three for the statistics of a chart, and one for what else is asked meanwhile. */
const connections = 4

/** Starts the page; the Target need not be there yet. Throws `configuration`, `key-required` and `port-in-use`. */
export async function startPage(config: Config, options: PageOptions): Promise<Page> {
  const { pageHost: host, pagePort: port, pageApiKey: apiKeys, pageLogLevel: logLevel } = config
  const { pageApiKeysFile: path } = config
  demandSafeHost(host, apiKeys !== undefined || path !== undefined, guarded)
  const keyFile = path === undefined ? undefined : await openKeyFile(path, guarded.keyFileSetting)
  const { targetUrl, samples, actions, syncEverySeconds } = options
  const target = createTargetReader(targetUrl, { connections, seconds: config.pageTimeout })
  const plants = createPlantModels(target, config)
  const shared = shareRows(target)
  const store = createSeriesStore(shared)
  const known = createMoments<Series>()
  const gone = watchGoneDays(target, config)
  const idle = createIdleQueue(() => target.busy() === 0)
  const forget = () => {
    plants.forget()
    known.forget()
    shared.forget()
    store.forgetLooks()
  }
  const watch = watchTarget(target, {
    onUp: (up) => {
      forget()
      events.emit('target', { up })
    },
    onChange: () => {
      forget()
      events.emit('changed', {})
    },
    alsoLook: gone.look,
    isBehind: gone.isBehind,
  })
  const events: EventHub = createEventHub(watch.setCount)
  actions?.onJob((job) => {
    events.emit('job', job)
    // At its end the days are otherwise: nobody need wait for the next look.
    if (job.state !== 'running') void watch.lookNow()
  })
  const server = await createPageServer(
    {
      settings: config,
      target,
      wholePlant: plants.of(undefined),
      plantOf: (request) => plants.of(readerOf(request).assets),
      shared,
      store,
      known,
      events,
      gone: async () => {
        await gone.look()
        return gone.gone()
      },
      samples,
      actions,
      syncEverySeconds,
      afterwards: idle.add,
    },
    { apiKeys, keyFile, logLevel, log: options.log ?? process.stderr },
  )
  const close = async () => {
    watch.stop()
    idle.stop()
    await server.close()
    await target.close()
  }
  try {
    const url = await listen(server, {
      name: guarded.name,
      host,
      port,
      portIsFixed: options.portIsFixed ?? false,
      portFlag: '--page-port',
    })
    idle.add((giveWay) => warmUp(target, store, config, giveWay))
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}
