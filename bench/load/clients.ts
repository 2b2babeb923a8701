// So many clients, each on a connection that it keeps, ask for one thing after the other for a while. The
// job is the first argument, as JSON; standard output gets a `ClientsResult`.
import { connect } from 'node:net'
import { createAnswerReader } from '../measure/answer-reader.ts'
import { countOwnWork } from './own-work.ts'
import type { OwnWork } from './own-work.ts'

export interface ClientsJob {
  readonly port: number
  /** Asked for in turn, by all clients together. */
  readonly paths: readonly string[]
  readonly clients: number
  readonly seconds: number
}

export interface ClientsResult extends OwnWork {
  /** Of each request, to its answer's last byte. */
  readonly milliseconds: readonly number[]
  /** Answers other than 200, and connections that broke. */
  readonly errors: number
}

const { port, paths, clients, seconds } = JSON.parse(process.argv[2]!) as ClientsJob
const requests = paths.map((path) =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`),
)
const ownWork = countOwnWork()
const deadline = performance.now() + seconds * 1000
const milliseconds: number[] = []
let asked = 0
let errors = 0
await Promise.all(Array.from({ length: clients }, askOn))
process.stdout.write(JSON.stringify({ ...ownWork(), milliseconds, errors } satisfies ClientsResult))

/** Asks until the time is over; where its connection breaks, on another. */
async function askOn(): Promise<void> {
  while (performance.now() < deadline) {
    const isWhole = await askOnOneConnection()
    if (!isWhole) errors++
  }
}

/** Gives false where the connection ended before its time. */
function askOnOneConnection(): Promise<boolean> {
  return new Promise((resolve) => {
    let askedAt = 0
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const ask = () => {
      askedAt = performance.now()
      socket.write(requests[asked++ % requests.length]!)
    }
    const end = (isWhole: boolean) => {
      resolve(isWhole)
      socket.destroy()
    }
    const read = createAnswerReader({
      onHead: (status) => {
        if (status !== 200) errors++
      },
      onEnd: () => {
        milliseconds.push(performance.now() - askedAt)
        if (performance.now() < deadline) ask()
        else end(true)
      },
    })
    socket.on('connect', ask)
    socket.on('data', (piece) => {
      try {
        read(piece)
      } catch {
        end(false)
      }
    })
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
  })
}
