import { MinuanoError } from '../errors/minuano-error.ts'
import { askConnector, readJson } from './extract/connector-client.ts'
import type { ConnectorClient } from './extract/connector-client.ts'

interface VariablesAnswer {
  readonly variables: readonly { readonly name: string; readonly unit: string | null }[]
}

/** The units that the Source says, by variable. Throws `answer-malformed` if they cannot be read. */
export async function fetchUnits(connector: ConnectorClient): Promise<ReadonlyMap<string, string>> {
  const answer = await askConnector(connector, '/variables', 'application/json', readJson)
  try {
    const { variables } = answer as VariablesAnswer
    return new Map(variables.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]])))
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's list of variables cannot be read", {
      cause,
    })
  }
}
