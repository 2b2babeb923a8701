import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { atEnd } from './at-end.ts'

/**
 * A TCP proxy that resets a client's connection right after it has passed on an answer that holds
 * `lastWord`, as a server does that ends with something of the client's unread. Gives its URL.
 */
export async function startResettingProxy(upstream: string, lastWord: string): Promise<string> {
  const url = new URL(upstream)
  const { port, hostname } = new URL(upstream)
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname)
    client.pipe(server)
    server.on('data', (chunk: Buffer) => {
      client.write(chunk, () => chunk.includes(lastWord) && client.resetAndDestroy())
    })
    client.on('error', () => undefined).on('close', () => server.destroy())
    server.on('error', () => undefined).on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  atEnd(() => void proxy.close())
  url.port = String((proxy.address() as AddressInfo).port)
  url.hostname = '127.0.0.1'
  return url.href
}
