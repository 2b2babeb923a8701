import type { LoadedConfig } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { redact } from '../log/redact.ts'
import { endConnection } from '../postgres/end-connection.ts'
import { listColumns } from '../source/table/list-columns.ts'
import type { SourceTable } from '../source/table/source-table.ts'
import { attempt } from './attempt.ts'
import { bounded } from './ask.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import { lookAtServer } from './look-at-server.ts'
import {
  describeKnown,
  explainTooLong,
  isTooLong,
  lookAtAny,
  neededColumns,
} from './look-at-any.ts'
import { measureClock } from './measure-clock.ts'
import type { ClockDifference } from './measure-clock.ts'
import { openServer } from './open-server.ts'
import type { OpenServer } from './open-server.ts'
import { explainSeeming } from './proposal/explain-seeming.ts'
import { proposeTable } from './proposal/propose-table.ts'
import type { Proposal } from './proposal/propose.ts'
import { chooseTable } from './source/choose-table.ts'
import { lookAtRights } from './source/look-at-rights.ts'

/** What a look at the Source found. */
export interface SourceLook {
  readonly findings: readonly Finding[]
  /** The settings in force, or those that are proposed in their place. */
  readonly config: Config
  readonly proposal?: Proposal | undefined
  readonly clock?: ClockDifference | undefined
  /** As it was found to be; undefined where it cannot be read as it is. */
  readonly table?: SourceTable | undefined
  /** The newest row's instant. */
  readonly last?: number | null | undefined
}

/** Looks at the Source; where its table was never seen, also at what to set for it. */
export async function lookAtSource(
  url: string,
  loaded: LoadedConfig,
  days: number,
): Promise<SourceLook> {
  const server = await openServer(url, 'Source')
  if ('level' in server) return { findings: [server], config: loaded.config }
  const findings: Finding[] = []
  let look: Partial<SourceLook> = {}
  try {
    findings.push(
      ...(await attempt('Source', 'the server', () => lookAtServer(server, 'Source'))),
      ...(await attempt('Source', 'the table', async () => {
        look = { clock: await measureClock(server, 'Source') }
        const { findings: found, ...rest } = await lookInside(server, loaded, days, look.clock!)
        look = { ...look, ...rest }
        return found
      })),
    )
  } finally {
    await endConnection(server.client)
  }
  return { config: loaded.config, ...look, findings }
}

async function lookInside(
  server: OpenServer,
  loaded: LoadedConfig,
  days: number,
  clock: ClockDifference,
): Promise<SourceLook> {
  const { config } = loaded
  const { client } = server
  const isSamplingSet = (loaded.origins.sourceSampling?.from ?? 'default') !== 'default'
  const { table: found, isNamed, findings } = await chooseTable(server, loaded)
  if (found === undefined) return { findings, config }
  const columns = await bounded(client, 'Source', () => listColumns(client, found.oid))
  const rights = lookAtRights(found, columns, isNamed ? neededColumns(config, columns) : undefined)
  const seen = [...findings, ...rights]
  if (rights.some(({ level }) => level === 'fault')) return { findings: seen, config }
  const known = isNamed ? await describeKnown(server, config) : undefined
  if (known instanceof MinuanoError && isTooLong(known)) {
    return { findings: [...seen, ...(await explainTooLong(server, found, config))], config }
  }
  const common = { found, columns, days, clock, isSamplingSet }
  if (known !== undefined && !(known instanceof MinuanoError) && !lacksUsual(known, loaded)) {
    const rest = await lookAtAny(server, { ...common, table: known, config })
    const seems = await explainSeeming(server, { found, columns, loaded, days, table: known })
    const all = [...seen, ...seems, ...rest.findings]
    return { config, table: known, last: rest.last, findings: all }
  }
  const { proposal, findings: proposed } = await proposeTable(server, found, columns, {
    loaded,
    isNamed,
    days,
  })
  const wrong = known instanceof MinuanoError ? [describeWrong(known, proposal)] : []
  if (proposal === undefined) return { findings: [...seen, ...wrong, ...proposed], config }
  const table = await describeKnown(server, proposal.config)
  if (table instanceof MinuanoError) {
    const why = isTooLong(table)
      ? await explainTooLong(server, found, proposal.config)
      : [describeWrong(table, undefined)]
    return { config, proposal, findings: [...seen, ...wrong, ...why, ...proposed] }
  }
  const rest = await lookAtAny(server, { ...common, table, config: proposal.config })
  return {
    config: proposal.config,
    proposal,
    table: rest.isOpen ? undefined : table,
    last: rest.last,
    findings: [...seen, ...wrong, ...rest.findings, ...proposed],
  }
}

/** Settings that do not fit the table: no fault where what is proposed takes their place. */
function describeWrong({ message, code }: MinuanoError, proposal: Proposal | undefined): Finding {
  const make = findingsOf('Source')
  const text = redact(message)
  return proposal?.overruled.length === 0 ? make.note(text) : make.fault(text, { code })
}

/** Nobody said which variables to load, and the usual ones are not all there. */
function lacksUsual({ variables }: SourceTable, { config, origins }: LoadedConfig): boolean {
  if (origins.variables?.from !== 'default') return false
  return !config.variables.every((name) => variables.some((variable) => variable.name === name))
}
