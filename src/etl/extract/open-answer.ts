import type { IncomingMessage } from 'node:http'

/** An answer whose body has not been read yet, and how to give it up. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Throws when the connection breaks before the body's end. */
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection, unless the whole body was read. */
  close(): void
}

/**
 * Sends a GET, by node:http rather than fetch: of a whole run of one day, fetch's own code takes a fifth
 * to load (65 ms where node:http takes 17). Redirects are not followed. Throws what the network says, and
 * `silence()` when nothing has arrived for so many seconds, before the answer begins or within it.
 */
export async function openAnswer(
  url: string,
  headers: Readonly<Record<string, string>>,
  silenceSeconds: number,
  silence: () => Error,
): Promise<OpenAnswer> {
  const { get } = await (url.startsWith('https:') ? import('node:https') : import('node:http'))
  const request = get(url, { headers })
  let waiting: { destroy(error: Error): void } = request
  const timer = setTimeout(() => waiting.destroy(silence()), silenceSeconds * 1000)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve)
      request.on('error', reject)
    })
    waiting = response
    timer.refresh()
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: watch(response, timer),
      close() {
        clearTimeout(timer)
        if (!response.readableEnded) response.destroy()
      },
    }
  } catch (error) {
    clearTimeout(timer)
    throw error
  }
}

/** Every chunk starts the wait anew. */
async function* watch(
  response: IncomingMessage,
  timer: NodeJS.Timeout,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    timer.refresh()
    yield chunk
  }
}
