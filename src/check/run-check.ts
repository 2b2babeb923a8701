import type { LoadedConfig } from '../config/load-config.ts'
import { connectorClientOf } from '../etl/shape/etl-settings.ts'
import type { Side } from '../postgres/classify-error.ts'
import type { AllPlaces, Place } from '../stack/with-places.ts'
import { attempt } from './attempt.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import { listUnconfirmed } from './list-unconfirmed.ts'
import { lookAtClocks } from './look-at-clocks.ts'
import { lookAtConnector } from './look-at-connector.ts'
import type { ConnectorLook } from './look-at-connector.ts'
import { lookAtSource } from './look-at-source.ts'
import type { SourceLook } from './look-at-source.ts'
import { lookAtTarget } from './look-at-target.ts'
import type { TargetLook } from './look-at-target.ts'
import type { Proposal } from './proposal/propose.ts'

export interface CheckOptions {
  /** How many of the newest days of the Source are looked at. */
  readonly days: number
}

/** What was found, and what to set where the Source's table was never seen. */
export interface Report {
  readonly findings: readonly Finding[]
  readonly proposal: Proposal | undefined
  /** Whether what is proposed can be loaded as it is. */
  readonly isLoadable: boolean
}

/** Looks at Source, Target and Connector, one after the other; what is wrong with one is no end of the others. */
export async function runCheck(
  places: AllPlaces,
  loaded: LoadedConfig,
  { days }: CheckOptions,
): Promise<Report> {
  const none: TargetLook = { findings: [] }
  const [sourcePlace, source = { findings: [], config: loaded.config }] = await lookWhereItIs(
    'Source',
    () => places.source(),
    (url) => lookAtSource(url, loaded, days),
  )
  const [targetPlace, target = none] = await lookWhereItIs(
    'Target',
    () => places.target(),
    lookAtTarget,
  )
  const connector = await lookAtServing(places, source)
  const clocks = [source.clock, target.clock, connector.clock].filter(
    (clock) => clock !== undefined,
  )
  return {
    proposal: source.proposal,
    isLoadable: source.proposal !== undefined && source.table !== undefined,
    findings: [
      ...sourcePlace,
      ...source.findings,
      ...targetPlace,
      ...target.findings,
      ...connector.findings,
      ...lookAtClocks(clocks),
      ...listUnconfirmed(source.config, loaded, connector.units),
    ],
  }
}

const unseenSource = findingsOf('Source').note(
  'looked at through its Connector alone, since SOURCE_DATABASE_URL is not set: where the Connector runs, minuano check says more of it',
)

/** A look at a database, and what its place is to be said of; that it cannot be started is a finding. */
async function lookWhereItIs<Look>(
  side: Side,
  find: () => Promise<Place | undefined>,
  look: (url: string) => Promise<Look>,
): Promise<[readonly Finding[], Look | undefined]> {
  const looks: Look[] = []
  const findings = await attempt(side, 'its start', async () => {
    const place = await find()
    if (place === undefined) return [unseenSource]
    looks.push(await look(place.url))
    const variable = `${side.toUpperCase()}_DATABASE_URL`
    return place.isEmbedded
      ? [findingsOf(side).note(`${variable} is not set: this is the embedded PostgreSQL`)]
      : []
  })
  return [findings, looks[0]]
}

async function lookAtServing(places: AllPlaces, source: SourceLook): Promise<ConnectorLook> {
  const { config, table } = source
  if (!places.connectorRuns && table === undefined) {
    const text = 'not started: what is wrong with the Source comes first'
    return { findings: [findingsOf('Connector').note(text)] }
  }
  let look: ConnectorLook = { findings: [] }
  const failed = await attempt('Connector', 'its start', async () => {
    const { url, apiKey } = await places.connector(config)
    look = await lookAtConnector(
      { ...connectorClientOf(config, url), apiKey },
      {
        variables: config.variables,
        source: table && {
          variables: table.variables.map(({ name }) => name),
          last: source.last ?? null,
        },
      },
    )
    return []
  })
  return { ...look, findings: [...failed, ...look.findings] }
}
