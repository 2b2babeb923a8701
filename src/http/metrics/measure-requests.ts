import type { Socket } from 'node:net'
import type { Server } from '../server.ts'
import type { Metrics } from './create-metrics.ts'

/** Counts every request: by method, route and status how many, by route how long they took; and the bytes sent. */
export function measureRequests(server: Server, metrics: Metrics): void {
  const count = metrics.counter(
    'http_requests_total',
    'Requests answered, or left by their client, by method, route and status.',
    ['method', 'route', 'status'],
  )
  const left = metrics.counter(
    'http_requests_aborted_total',
    'Requests whose answer did not reach its end: the client left, or the connection was broken off.',
    ['route'],
  )
  const took = metrics.seconds(
    'http_request_duration_seconds',
    'Seconds from a request to the end of its answer.',
    ['route'],
  )
  const sent = metrics.counter('http_sent_bytes_total', 'Bytes sent, heads among them.')
  /** Bytes of a connection that were counted: it may bear many requests. */
  const counted = new WeakMap<Socket, number>()
  server.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const { method } = request
    reply.raw.once('close', () => {
      // A path that is no route is whatever anybody asks for.
      const route = request.routeOptions.url ?? 'none'
      const { statusCode: status } = reply
      count(1, { method, route, status })
      took(reply.elapsedTime / 1000, { route })
      if (!reply.raw.writableFinished) left(1, { route })
      sent(socket.bytesWritten - (counted.get(socket) ?? 0))
      counted.set(socket, socket.bytesWritten)
    })
    done()
  })
}
