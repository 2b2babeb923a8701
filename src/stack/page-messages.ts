import { MinuanoError } from '../errors/minuano-error.ts'
import type { ActionsPort } from '../page/actions/actions-port.ts'
import type { Job, LoadRequest } from '../page/api.ts'

/** What the page's process asks of `up`'s, over the channel between them. */
interface LoadMessage {
  readonly load: LoadRequest
  readonly number: number
}

/** What `up`'s process says: a job has changed; that a load was begun, or another runs. */
type JobMessage =
  | { readonly job: Job }
  | { readonly answer: { readonly job: Job; readonly isNew: boolean }; readonly number: number }

/** In the page's process: the actions of the process that started it, `minuano up`; undefined where none did. */
export function actionsOfParent(): ActionsPort | undefined {
  if (process.send === undefined) return undefined
  const listeners: ((job: Job) => void)[] = []
  const waiting = new Map<number, (answer: { job: Job; isNew: boolean }) => void>()
  let last: Job | null = null
  let count = 0
  process.on('message', (message: JobMessage) => {
    if ('answer' in message) {
      waiting.get(message.number)?.(message.answer)
      waiting.delete(message.number)
      return
    }
    last = message.job
    for (const listener of listeners) listener(message.job)
  })
  // The listener alone would keep the process alive.
  process.channel?.unref()
  return {
    load: (request) =>
      new Promise((resolve, reject) => {
        const number = count++
        waiting.set(number, resolve)
        const message: LoadMessage = { load: request, number }
        process.send!(message, undefined, undefined, (error) => {
          if (error === null) return
          waiting.delete(number)
          reject(
            new MinuanoError('process-failed', 'minuano up does not answer the page', {
              cause: error,
            }),
          )
        })
      }),
    job: () => last,
    onJob: (listener) => void listeners.push(listener),
  }
}

/** A process to which messages can be sent: of Node's, what is used here. */
export interface Channel {
  send(message: object): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
  readonly connected: boolean
}

/** In `up`'s process: does what the page's process asks for, and tells it of every job. */
export function serveActions(page: Channel, actions: ActionsPort): void {
  const tell = (message: JobMessage) => {
    if (page.connected) page.send(message)
  }
  actions.onJob((job) => tell({ job }))
  page.on('message', (message) => {
    const { load, number } = (message ?? {}) as Partial<LoadMessage>
    if (load === undefined || number === undefined) return
    void actions.load(load).then((answer) => tell({ answer, number }))
  })
}
