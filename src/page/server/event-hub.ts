import type { ServerResponse } from 'node:http'
import type { PageEvents } from '../api.ts'

/** Tells every open page what happens. */
export interface EventHub {
  emit<Name extends keyof PageEvents>(name: Name, data: PageEvents[Name]): void
  /** Sends events to a client until it leaves; jobs, which name what they load, to those alone who see all. */
  add(response: ServerResponse, seesAll?: boolean): void
  /** How many there are. */
  count(): number
  /** Ends all. */
  close(): void
}

/** A comment so often keeps proxies from closing a connection on which nothing is said. */
const beatMilliseconds = 15_000
/** A client that takes nothing must not fill this process: what it missed it asks for again. */
const mostUnsent = 256 * 1024

export function createEventHub(onCount: (count: number) => void = () => undefined): EventHub {
  const clients = new Set<ServerResponse>()
  const seeing = new WeakSet<ServerResponse>()
  const send = (text: string, isForAll = true) => {
    for (const client of clients) {
      if (!isForAll && !seeing.has(client)) continue
      if (client.writableLength > mostUnsent) client.destroy()
      else client.write(text)
    }
  }
  const beat = setInterval(() => send(': still here\n\n'), beatMilliseconds)
  beat.unref()
  return {
    emit: (name, data) => send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`, name !== 'job'),
    add: (response, seesAll = true) => {
      clients.add(response)
      if (seesAll) seeing.add(response)
      onCount(clients.size)
      response.once('close', () => {
        clients.delete(response)
        onCount(clients.size)
      })
      response.write('retry: 2000\n\n')
    },
    count: () => clients.size,
    close: () => {
      clearInterval(beat)
      for (const client of clients) client.end()
    },
  }
}
