import { MinuanoError } from '../../errors/minuano-error.ts'
import type { ConnectorClient } from './connector-client.ts'

/** How many of the parameters, in the order in which they came, a Connector is known not to have. */
const lacking = new WeakMap<ConnectorClient, Map<string, number>>()

/**
 * Asks with parameters that older Connectors lack, given in the order in which versions brought them: where one is not
 * known, without the newest, and then without the next. What a Connector lacks is found out once.
 */
export async function askAsItKnows<T>(
  connector: ConnectorClient,
  parameters: readonly string[],
  ask: (known: readonly string[]) => Promise<T>,
): Promise<T> {
  const found = lacking.get(connector) ?? new Map<string, number>()
  lacking.set(connector, found)
  const key = parameters.join()
  for (let count = found.get(key) ?? 0; ; count++) {
    try {
      const answer = await ask(parameters.slice(0, parameters.length - count))
      found.set(key, count)
      return answer
    } catch (error) {
      const isUnknown = error instanceof MinuanoError && error.code === 'unknown-parameter'
      if (!isUnknown || count === parameters.length) throw error
    }
  }
}
