import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { after } from 'node:test'
import { findFreePort } from './free-port.ts'

export interface Gate {
  /** The server's URL, by this way. */
  readonly url: string
  readonly host: string
  open(): Promise<void>
  /** Breaks off all connections, and refuses new ones. */
  close(): Promise<void>
  /** How many connections there were. */
  readonly connections: () => number
}

/** A way to a server that can be closed and opened: as if the server went down and came back. */
export async function createGate(serverUrl: string): Promise<Gate> {
  const port = await findFreePort()
  const server = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let connections = 0
  const gate = createServer((inner) => {
    connections += 1
    const outer = connect(Number(server.port), server.hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        inner.destroy()
        outer.destroy()
      })
    }
    inner.pipe(outer).pipe(inner)
  })
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (gate.listening) await new Promise((resolve) => gate.close(resolve))
  }
  after(close)
  const url = new URL(serverUrl)
  url.port = String(port)
  return {
    url: url.href,
    host: url.host,
    open: () => new Promise<void>((resolve) => gate.listen(port, '127.0.0.1', resolve)),
    close,
    connections: () => connections,
  }
}
