import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { atEnd } from '../support/at-end.ts'

/** Writes the next piece as often as it is taken, until the other side has gone. */
export function writeForever(to: Writable, piece: () => Uint8Array | string): void {
  const go = () => {
    while (!to.destroyed && to.write(piece()));
  }
  to.on('drain', go)
  go()
}

/** A Connector that answers by the path, and the time that is asked from. */
export async function serveHostile(
  answer: (response: ServerResponse, path: string, start: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    const { pathname, searchParams } = new URL(request.url!, 'http://connector')
    answer(response, pathname, searchParams.get('start') ?? '')
  })
  return listen(server, () => server.closeAllConnections())
}

/** A server that writes what it likes, HTTP or not. */
export async function serveRaw(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  return listen(server, () => {
    for (const socket of sockets) socket.destroy()
  })
}

async function listen(server: Server, closeConnections: () => void): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    closeConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
