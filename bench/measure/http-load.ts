// Asks an HTTP API for the same few answers over and over, on raw sockets, so that the client is never
// the bottleneck: of an answer it reads the status and where it ends. Standard input holds the job as
// JSON; standard output gets `{ requests, seconds, bytes }`.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { createAnswerReader } from './answer-reader.ts'

export interface LoadJob {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Asked for in turn, by all connections together. */
  readonly paths: readonly string[]
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly bytes: number
}

const job = JSON.parse(await text(process.stdin)) as LoadJob
const requests = job.paths.map((path) =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${job.port}\r\n\r\n`),
)
let asked = 0
let answered = 0
let bytes = 0
const sockets = await Promise.all(Array.from({ length: job.connections }, open))
const startedAt = performance.now()
const deadline = startedAt + job.seconds * 1000
await Promise.all(sockets.map(work))
const seconds = (performance.now() - startedAt) / 1000
process.stdout.write(JSON.stringify({ requests: answered, seconds, bytes } satisfies LoadResult))

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: job.port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** Sends one request after the other until the time is over. */
function work(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const ask = () => socket.write(requests[asked++ % requests.length]!)
    const read = createAnswerReader({
      onEnd: () => {
        answered++
        if (performance.now() < deadline) ask()
        else socket.end(resolve)
      },
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (chunk) => {
      bytes += chunk.length
      try {
        read(chunk)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    ask()
  })
}
