import type { FastifyRequest } from 'fastify'
import { readerOf } from '../../http/keys/reader.ts'

/** Whether whoever asks may see every asset. */
export function seesAll(request: FastifyRequest): boolean {
  return readerOf(request).assets === undefined
}
