import type { FastifyReply } from 'fastify'

/** Names request headers by which the answer differs, beside those that are named already. */
export function addVary(reply: Pick<FastifyReply, 'getHeader' | 'header'>, names: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? names : `${String(before)}, ${names}`)
}
