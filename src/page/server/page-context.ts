import type { FastifyRequest } from 'fastify'
import type { ActionsPort } from '../actions/actions-port.ts'
import type { GoneDays } from '../read/gone-days.ts'
import type { PageSettings } from '../read/page-settings.ts'
import type { PlantModel } from '../read/plant-model.ts'
import type { Moments } from '../read/moments.ts'
import type { Series } from '../read/series.ts'
import type { SeriesStore } from '../read/series-store.ts'
import type { TargetReader } from '../read/target-reader.ts'
import type { SamplesSource } from '../source/fetch-samples.ts'
import type { EventHub } from './event-hub.ts'
import type { IdleQueue } from './idle-queue.ts'

/** What the routes work with. */
export interface PageContext {
  readonly settings: PageSettings
  readonly target: TargetReader
  /** The plant as whoever asks may see it: the one way in which a route comes to assets. */
  readonly plantOf: (request: FastifyRequest) => PlantModel
  /** All of it, for what is counted: no route but `/metrics`, which is not for keys of some assets. */
  readonly wholePlant: PlantModel
  /** The Target too: the same question is asked once by those who ask at once. */
  readonly shared: TargetReader
  readonly store: SeriesStore
  /** Series by asset and variable, as they were a moment ago. */
  readonly known: Moments<Series>
  readonly events: EventHub
  /** Looks whether values were deleted. */
  readonly gone: () => Promise<GoneDays>
  /** Undefined: no Connector is known. */
  readonly samples: SamplesSource | undefined
  /** Undefined: the page only shows. */
  readonly actions: ActionsPort | undefined
  /** How often `up` looks at the Source by itself, in seconds; undefined: it does not. */
  readonly syncEverySeconds: number | undefined
  /** Work that nobody waits for, done when no question is being answered. */
  readonly afterwards: IdleQueue['add']
}
