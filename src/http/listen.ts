import type { AddressInfo } from 'node:net'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { say } from '../log/say.ts'
import type { Server } from './server.ts'

export interface ListenOptions {
  /** What listens, as messages call it: `Connector`. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** Whether no other port will do. */
  readonly portIsFixed: boolean
  /** The flag that gives another one. */
  readonly portFlag?: string
}

const mostTries = 100

/**
 * Listens on the port, or on the next free one, and says so; gives the URL. Throws `port-in-use` where
 * the port is fixed, `configuration` where the address cannot be used at all.
 */
export async function listen(server: Server, options: ListenOptions): Promise<string> {
  const { name, host, port, portIsFixed, portFlag = '--port' } = options
  for (let next = port; ; next++) {
    try {
      await server.listen({ host, port: next })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
        throw new MinuanoError(
          'configuration',
          `the ${name} cannot listen on ${host}, port ${next}: ${describeError(error)}`,
          { cause: error },
        )
      }
      if (portIsFixed || next - port === mostTries || next === 65_535)
        throw inUse(port, next, portFlag)
    }
  }
  const bound = (server.server.address() as AddressInfo).port
  if (port !== 0 && bound !== port) say(`port ${port} is in use: the ${name} listens on ${bound}`)
  return `http://${reachableName(host)}:${bound}`
}

function inUse(port: number, last: number, flag: string): MinuanoError {
  const which = last === port ? `port ${port} is` : `the ports from ${port} to ${last} are`
  return new MinuanoError('port-in-use', `${which} in use: choose another with ${flag}, or 0`)
}

/** A host that a client on this machine can ask for: every address is also this machine's own. */
function reachableName(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
