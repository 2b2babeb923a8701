import type { Socket } from 'node:net'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Server } from './server.ts'

/** How long answers under way may go on once the server is told to stop. */
const graceMilliseconds = 3000

/**
 * Lets answers under way end when the server is closed, for a while; new requests are told to come
 * again. Then connections are broken off: a reader that stands still must not keep the process.
 */
export function stopGently(server: Server, name: string): void {
  // `closeAllConnections` would miss those of the second address that `localhost` stands for.
  const sockets = new Set<Socket>()
  let closing = false
  server.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    // A connection that its client would keep alive ends with the answer that was under way.
    reply.raw.once('close', () => {
      if (closing) socket.destroySoon()
    })
    if (!sockets.has(socket)) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    if (closing) {
      reply.header('connection', 'close')
      throw new MinuanoError('connector-unavailable', `the ${name} is stopping: try again`)
    }
    done()
  })
  server.addHook('preClose', (done) => {
    closing = true
    setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, graceMilliseconds).unref()
    done()
  })
}
