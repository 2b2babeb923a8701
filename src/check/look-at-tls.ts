import type { TLSSocket } from 'node:tls'
import { isLoopback } from '../http/loopback.ts'
import type { Side } from '../postgres/classify-error.ts'
import { socketOf } from '../postgres/within-deadline.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import type { OpenServer } from './open-server.ts'

/** Whether the line is encrypted, and who was found at its other end. */
export function lookAtTls({ client, way }: OpenServer, side: Side): Finding {
  const make = findingsOf(side)
  const { host, port, ssl } = way
  if (host.startsWith('/')) return make.ok(`no TLS: the socket ${host}, on this machine`)
  const socket = socketOf(client) as Partial<TLSSocket>
  const where = `${host}:${port}`
  if (socket.encrypted !== true) {
    if (isLoopback(host)) return make.ok(`no TLS: ${where} is this machine`)
    return make.note(
      `no TLS: what goes to and from ${where}, the password's proof included, can be read on the way. ${advice}`,
    )
  }
  const version = (socket.getProtocol?.() ?? 'TLS').replace('TLSv', 'TLS ')
  const options = typeof ssl === 'object' ? ssl : {}
  if (options.rejectUnauthorized !== true) {
    const text = `${version} to ${where}, certificate not verified: whoever stands in between is not noticed`
    return isLoopback(host) ? make.ok(text) : make.note(`${text}. ${advice}`)
  }
  if (options.checkServerIdentity !== undefined) {
    return make.note(
      `${version} to ${where}, certificate verified, but not that it is this host's: add sslmode=verify-full to the URL`,
    )
  }
  return make.ok(`${version} to ${where}, certificate verified, and for this host`)
}

const advice =
  'Add ?sslmode=verify-full&sslrootcert=FILE to the URL, FILE being the certificate of the authority that signed the server’s (docs/tls.md)'
