import type { FastifyRequest } from 'fastify'
import { readerOf } from '../../http/keys/reader.ts'
import type { Source } from '../../source/source.ts'

/** The Source as whoever asks may see it: the one way in which a route comes to data. */
export type SourceFor = (request: FastifyRequest) => Source

export function createSourceFor(source: Source): SourceFor {
  return (request) => {
    const { assets } = readerOf(request)
    return assets === undefined ? source : source.within(assets)
  }
}
