import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { atEnd } from './at-end.ts'

/** A TCP proxy that can stop passing on what the client sends, as a network that has gone dead. */
export interface StallingProxy {
  /** The upstream URL with the proxy's address in it. */
  readonly url: string
  /** Bytes that clients have sent since the last `reset`. */
  sent(): number
  /** Resolves when the limit has been reached and nothing more is passed on. */
  readonly stalled: () => Promise<void>
  /** Counts anew; after `limit` bytes from clients no further byte is passed on. */
  reset(limit: number): void
  /** Breaks every connection. */
  breakAll(): void
}

export async function startStallingProxy(upstream: string): Promise<StallingProxy> {
  const target = new URL(upstream)
  let sent = 0
  let limit = Infinity
  let onStall: () => void = () => undefined
  let stalled = Promise.resolve()
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    server.pipe(client)
    client.on('data', (chunk: Buffer) => {
      const room = Math.max(0, limit - sent)
      sent += chunk.length
      if (room > 0) server.write(chunk.subarray(0, room))
      if (sent >= limit) onStall()
    })
    client.on('close', () => server.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  atEnd(() => {
    breakAll()
    server.close()
  })
  const url = new URL(upstream)
  url.port = String((server.address() as AddressInfo).port)
  url.hostname = '127.0.0.1'
  return {
    url: url.href,
    sent: () => sent,
    stalled: () => stalled,
    reset(newLimit) {
      sent = 0
      limit = newLimit
      stalled = new Promise((resolve) => (onStall = resolve))
    },
    breakAll,
  }
}
