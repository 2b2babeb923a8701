import { delimiter, dirname, resolve } from 'node:path'
import type { Services } from './services.ts'
import type { DagsterHome } from './home.ts'
import { codeLocation } from './places.ts'
import type { Storage } from './storage.ts'

/** All that Dagster is started with. */
export interface SetUp {
  /** Of the virtual environment. */
  readonly python: string
  readonly port: number
  readonly home: DagsterHome
  readonly services: Services
  readonly storage: Storage
  /** `undefined` where each of several plants has its own. */
  readonly timeZone: string | undefined
  /** MINUANO_PLANTS, if there are several. */
  readonly plants: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The environment of Dagster's processes: the caller's, without what opens the Source. */
export function environmentOf(setUp: SetUp): Environment {
  const { home, services, storage, timeZone, plants } = setUp
  const kept = Object.entries(process.env)
    .filter(([name]) => !name.startsWith('SOURCE_DATABASE'))
    .map(
      ([name, value]) => [name, fileOfPlant.test(name) && value ? resolve(value) : value] as const,
    )
  return {
    ...Object.fromEntries(kept),
    // The Node that runs this runs Minuano's processes too.
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    PYTHONPATH: codeLocation,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
    DAGSTER_HOME: home.path,
    DAGSTER_DATABASE_URL: storage.url,
    DAGSTER_DISABLE_TELEMETRY: 'true',
    // One that the caller set for several plants is refused by the code location, not dropped.
    ...(timeZone === undefined ? {} : { MINUANO_TIME_ZONE: timeZone }),
    // Its processes work in another folder.
    MINUANO_PLANTS: plants === undefined ? undefined : resolve(plants),
    MINUANO_FOLDER: process.cwd(),
    CONNECTOR_URL: services.connectorUrl,
    CONNECTOR_API_KEY: services.connectorApiKey,
    TARGET_DATABASE_URL: services.targetUrl,
  }
}

/** PLANT_NORTH_TARGET_DATABASE_URL_FILE */
const fileOfPlant = /^PLANT_.+_FILE$/
