import type { IncomingMessage } from 'node:http'
import { MinuanoError } from '../../errors/minuano-error.ts'

/** An answer whose body has not been read yet, and how to give it up. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Throws when the connection breaks before the body's end. */
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection, unless the whole body was read. */
  close(): void
}

/** How long an answer is waited for. */
export interface Patience {
  /** The longest time in which nothing arrives; the body of an error has no more than this in all. */
  readonly silenceSeconds: number
  /** The longest time from the request to the answer's end, in which something may always arrive. */
  readonly wholeSeconds: number
  /** What is thrown when the one or the other has passed. */
  readonly silence: () => Error
  readonly tooLate: () => Error
}

/** A server may say "go on" (1xx) before it answers; without end, that would be no silence. */
const mostInterimAnswers = 100
/** The longest that a timer of Node can wait: one set for longer ends at once. */
const longestTimer = 2 ** 31 - 1

/**
 * Sends a GET, by node:http rather than fetch: of a whole run of one day, fetch's own code takes a fifth
 * to load (65 ms where node:http takes 17). Redirects are not followed. Throws what the network says,
 * what `patience` says, and `answer-malformed` for interim answers without end.
 */
export async function openAnswer(
  url: string,
  headers: Readonly<Record<string, string>>,
  patience: Patience,
): Promise<OpenAnswer> {
  const { get } = await (url.startsWith('https:') ? import('node:https') : import('node:http'))
  const request = get(url, { headers })
  let waiting: { destroy(error: Error): void } = request
  const after = (seconds: number, action: () => void) =>
    setTimeout(action, Math.min(seconds * 1000, longestTimer))
  const silence: Silence = {
    // When it is our reader who takes long, nobody waits.
    isOurs: false,
    timer: after(patience.silenceSeconds, () => {
      if (silence.isOurs) silence.timer.refresh()
      else waiting.destroy(patience.silence())
    }),
  }
  const deadline = after(patience.wholeSeconds, () => waiting.destroy(patience.tooLate()))
  const stopTimers = () => {
    clearTimeout(silence.timer)
    clearTimeout(deadline)
  }
  let interimAnswers = 0
  request.on('information', () => {
    if (++interimAnswers > mostInterimAnswers) request.destroy(endlessInterim())
  })
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve)
      request.on('error', reject)
    })
    waiting = response
    silence.timer.refresh()
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: response.statusCode === 200 ? watch(response, silence) : response,
      close() {
        stopTimers()
        if (!response.readableEnded) response.destroy()
      },
    }
  } catch (error) {
    stopTimers()
    throw error
  }
}

function endlessInterim(): MinuanoError {
  return new MinuanoError(
    'answer-malformed',
    `more than ${mostInterimAnswers} interim answers (1xx) came and no other: is CONNECTOR_URL a Minuano Connector?`,
  )
}

interface Silence {
  isOurs: boolean
  readonly timer: NodeJS.Timeout
}

/** Every chunk that is asked for starts the wait anew. */
async function* watch(response: IncomingMessage, silence: Silence): AsyncGenerator<Uint8Array> {
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    silence.isOurs = true
    yield chunk
    silence.isOurs = false
    silence.timer.refresh()
  }
}
