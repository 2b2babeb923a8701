import { MinuanoError } from '../errors/minuano-error.ts'
import { askConnector } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'

/** What the Connector tells of its Source. */
export interface SourceFacts {
  /** First and last time of the Source's rows, RFC 3339; `null` if it has none. */
  readonly first: string | null
  readonly last: string | null
  /** Units of the variables that have one. */
  readonly units: ReadonlyMap<string, string>
}

/** Asks `/variables`. Throws `answer-malformed` if the answer is not what it should be. */
export async function fetchSourceFacts(connector: ConnectorClient): Promise<SourceFacts> {
  const text = await askConnector(connector, '/variables', 'application/json', async (body) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  })
  return readFacts(text)
}

function readFacts(text: string): SourceFacts {
  try {
    const { first, last, variables } = JSON.parse(text) as {
      first: string | null
      last: string | null
      variables: { name: string; unit: string | null }[]
    }
    const units = variables.flatMap(({ name, unit }): [string, string][] =>
      unit == null ? [] : [[name, unit]],
    )
    return { first, last, units: new Map(units) }
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's list of variables cannot be read", {
      cause,
    })
  }
}
