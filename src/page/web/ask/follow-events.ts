import { ask } from './ask.ts'
import { createEventReader } from './event-reader.ts'
import type { ServerEvent } from './event-reader.ts'

const pause = 2000

/**
 * Follows the server's events for as long as the page is open, and connects again by itself. Not by
 * EventSource, which cannot send a key. `again` is called when a connection stands: what happened before it
 * was not heard.
 */
export async function followEvents(
  heard: (event: ServerEvent) => void,
  again: () => void,
  lost: (error: unknown) => void,
): Promise<never> {
  for (;;) {
    try {
      const { body } = await ask('/api/events')
      if (body === null) throw new Error('the answer is empty')
      again()
      const read = createEventReader()
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        for (const event of read(value)) heard(event)
      }
    } catch (error) {
      lost(error)
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
