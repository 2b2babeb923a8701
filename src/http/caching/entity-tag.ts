import { crc32 } from 'node:zlib'

/**
 * The tag of an answer that is sent whole (RFC 9110, 8.8.3): of all its bytes, and of what its head says of
 * them, so whatever changes the answer changes it. A CRC-32 and the length: of a day as JSON, 141 kB, that takes 35 µs, SHA-1 89, and all of the answer a
 * millisecond; of two bodies of one length, one pair in four thousand million has one tag. Weak, since what is
 * compressed for one client is the same answer.
 */
export function entityTagOf(body: Uint8Array, head: string): string {
  return `W/"${crc32(body, crc32(head)).toString(36)}-${body.length.toString(36)}"`
}

/** Whether an `If-None-Match` names the tag, or any (RFC 9110, 13.1.2): compared weakly, as it says. */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = tag.slice(tag.indexOf('"'))
  // A tag may hold commas, but no quotes.
  return ifNoneMatch.match(/"[^"]*"/g)?.includes(opaque) ?? false
}
