import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** One connection that goes through a way. */
export interface Passage {
  /** The port that the server sees it come from. */
  readonly port: number
  /** Breaks it off on both sides, by a reset. */
  cut(): void
}

/** When something is to happen on a way: at the so-many-th time that a side sends this, or after so many bytes. */
export interface Trigger {
  readonly side: 'client' | 'server'
  readonly text?: string
  /** From 1 on; of bytes where there is no text. */
  readonly count: number
  /** Whether what was sent is passed on first. */
  readonly isPassedOn: boolean
}

/** A TCP proxy between a client and a server, on which one thing may happen. */
export interface Way {
  readonly port: number
  /** Where it leads to; may be another port later. */
  leadTo(port: number): void
  /** Calls once the trigger is met, and passes nothing on, on that connection, until that is over. */
  arm(trigger: Trigger, act: (passage: Passage) => Promise<void>): void
  /** Gives whether it has happened. */
  disarm(): boolean
  close(): void
}

export async function openWay(host: string): Promise<Way> {
  let upstream = 0
  let armed:
    { trigger: Trigger; act: (passage: Passage) => Promise<void>; seen: number } | undefined
  let hasActed = false
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const outer = connect(upstream, host)
    const passage = {
      get port() {
        return outer.localPort ?? 0
      },
      cut() {
        client.resetAndDestroy()
        outer.resetAndDestroy()
      },
    }
    for (const socket of [client, outer]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    pass('client', client, outer, passage)
    pass('server', outer, client, passage)
  })

  function pass(side: Trigger['side'], from: Socket, to: Socket, passage: Passage): void {
    let rest = ''
    const takeChunk = async (chunk: Buffer) => {
      const isMet = armed?.trigger.side === side && meets(armed, chunk, rest)
      rest =
        armed?.trigger.text === undefined
          ? ''
          : chunk.toString('latin1').slice(1 - armed.trigger.text.length)
      if (armed === undefined || !isMet) return void to.write(chunk)
      const { trigger, act } = armed
      armed = undefined
      hasActed = true
      if (trigger.isPassedOn) to.write(chunk)
      from.pause()
      await act(passage)
      from.resume()
      if (!trigger.isPassedOn && !to.destroyed) to.write(chunk)
    }
    let turn = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      turn = turn.then(() => takeChunk(chunk))
    })
    from.on('close', () => {
      void turn.then(() => {
        to.destroySoon()
      })
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => void (upstream = port),
    arm(trigger, act) {
      hasActed = false
      armed = { trigger, act, seen: 0 }
    },
    disarm() {
      armed = undefined
      return hasActed
    },
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

function meets(armed: { trigger: Trigger; seen: number }, chunk: Buffer, rest: string): boolean {
  const { text, count } = armed.trigger
  if (text === undefined) armed.seen += chunk.length
  else armed.seen += (rest + chunk.toString('latin1')).split(text).length - 1
  return armed.seen >= count
}
