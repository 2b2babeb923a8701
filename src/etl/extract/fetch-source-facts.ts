import { MinuanoError } from '../../errors/minuano-error.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'

/** The period of the Source's rows, RFC 3339; `null` if it has none. */
export interface SourceFacts {
  readonly first: string | null
  readonly last: string | null
}

/** Asks `/variables`. Throws `answer-malformed` if the answer is not what it should be. */
export async function fetchSourceFacts(connector: ConnectorClient): Promise<SourceFacts> {
  const answer = await askConnector(connector, '/variables', 'application/json', readJson)
  const { first, last } = (answer ?? {}) as Partial<SourceFacts>
  if (first === undefined || last === undefined) {
    throw new MinuanoError('answer-malformed', "the Connector's list of variables cannot be read")
  }
  return { first, last }
}
