import type { IncomingHttpHeaders } from 'node:http'

/**
 * The seconds that a server asks to wait (RFC 9110, 10.2.3): a number, or a date, which is taken by the server's own
 * clock where it sends that. 0 where it asks for nothing, or for what cannot be read.
 */
export function readRetryAfter(headers: IncomingHttpHeaders): number {
  const text = headers['retry-after'] ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Number.isFinite(Number(text)) ? Number(text) : 0
  if (!/ GMT$/.test(text)) return 0
  const now = Date.parse(headers.date ?? '')
  const seconds = (Date.parse(text) - (Number.isNaN(now) ? Date.now() : now)) / 1000
  return seconds > 0 ? seconds : 0
}
