import { delimiter, dirname } from 'node:path'
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
  readonly timeZone: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The environment of Dagster's processes: the caller's, without what opens the Source. */
export function environmentOf({ home, services, storage, timeZone }: SetUp): Environment {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('SOURCE_DATABASE'))
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
    MINUANO_TIME_ZONE: timeZone,
    MINUANO_FOLDER: process.cwd(),
    CONNECTOR_URL: services.connectorUrl,
    CONNECTOR_API_KEY: services.connectorApiKey,
    TARGET_DATABASE_URL: services.targetUrl,
  }
}
