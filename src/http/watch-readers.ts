import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How slowly an answer may be read, and how long it may take. */
export interface ReaderLimits {
  /** Bytes a second. */
  readonly leastRate: number
  /** Seconds that a reader may be behind that rate. */
  readonly patienceSeconds: number
  /** From the request to the answer's end. */
  readonly wholeSeconds: number
}

/** Why an answer is broken off. */
export type SlowReader = 'too slow' | 'too long'

interface Watched {
  readonly response: ServerResponse
  readonly cut: (why: SlowReader) => void
  readonly begun: number
  /** Seconds by which the reader is behind the least rate. */
  behind: number
  sent: number
}

/**
 * Watches those who read answers. One is cut who falls behind the least rate by more than the patience: it may pause
 * for so long, and catch up. Counted are the bytes that the kernel has taken, while more wait for it to
 * take them; it takes some megabytes at once and then none for a while, which the patience covers as well.
 *
 * Not the socket's own timeout: Node starts that anew, once, where something was sent since the last write, so it
 * comes after twice its time; and a reader of a byte a second never meets it.
 *
 * Gives a function that watches a reader, which gives the one that ends this.
 */
export function watchReaders(
  limits: ReaderLimits,
): (response: ServerResponse, cut: (why: SlowReader) => void) => () => void {
  const { patienceSeconds, wholeSeconds } = limits
  const readers = new Set<Watched>()
  const everySeconds = Math.min(1, patienceSeconds / 5, wholeSeconds / 5)
  let timer: NodeJS.Timeout | undefined
  let lookedAt = 0

  function look(): void {
    const now = performance.now()
    // A process that was held for a minute itself must not take it for its readers' pause.
    const passed = Math.min((now - lookedAt) / 1000, 2 * everySeconds)
    lookedAt = now
    for (const reader of readers) {
      count(reader, passed, limits)
      if (now - reader.begun > wholeSeconds * 1000) reader.cut('too long')
      else if (reader.behind > patienceSeconds) reader.cut('too slow')
    }
  }

  return (response, cut) => {
    const reader = { response, cut, begun: performance.now(), behind: 0, sent: 0 }
    readers.add(reader)
    if (timer === undefined) {
      lookedAt = performance.now()
      timer = setInterval(look, everySeconds * 1000).unref()
    }
    return () => {
      readers.delete(reader)
      if (readers.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }
}

function count(reader: Watched, passed: number, { leastRate }: ReaderLimits): void {
  const { socket } = reader.response
  if (socket === null) return
  const sent = bytesGone(socket)
  const gone = sent - reader.sent
  reader.sent = sent
  // Where nothing waits to be sent, it is not the reader who is slow.
  if (socket.writableLength === 0) reader.behind = 0
  else reader.behind = Math.max(0, reader.behind + passed - gone / leastRate)
}

/** What Node keeps of a socket without declaring it: bytes handed to libuv, and those that it still has. */
interface Handle {
  readonly bytesWritten: number
  readonly writeQueueSize: number
}

/** Bytes that the kernel has taken; where Node does not say so, those of writes that are over. */
function bytesGone(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle?: Partial<Handle> | null }
  const { bytesWritten, writeQueueSize } = handle ?? {}
  return bytesWritten === undefined || writeQueueSize === undefined
    ? socket.bytesWritten - socket.writableLength
    : bytesWritten - writeQueueSize
}
