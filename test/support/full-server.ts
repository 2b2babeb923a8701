import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { atEnd } from './at-end.ts'

/** A TCP proxy that takes so many connections in all, and closes each further one. Gives its URL. */
export async function startFullServer(upstream: string, most: number): Promise<string> {
  const url = new URL(upstream)
  const { port, hostname } = url
  let taken = 0
  const proxy = createServer((client) => {
    client.on('error', () => undefined)
    if (++taken > most) return void client.destroy()
    const server = connect(Number(port), hostname)
    client.pipe(server).pipe(client)
    client.on('close', () => server.destroy())
    server.on('error', () => undefined).on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  atEnd(() => void proxy.close())
  url.hostname = '127.0.0.1'
  // An offer of TLS that is declined would be a connection of its own.
  url.searchParams.set('sslmode', 'disable')
  url.port = String((proxy.address() as AddressInfo).port)
  return url.href
}
