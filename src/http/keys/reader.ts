import type { FastifyRequest } from 'fastify'

/** Who asks, as the key says it. */
export interface Reader {
  /** The key's name in its file; undefined where it is of the setting, or none is asked for. */
  readonly name: string | undefined
  /** What may be read; undefined: all assets. */
  readonly assets: readonly string[] | undefined
}

/** Whoever has a key of the setting, or asks where none is needed. */
export const everyReader: Reader = { name: undefined, assets: undefined }

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until it was let in. */
    reader: Reader | null
  }
}

/** Who was let in. That nobody was is a fault in the program: what is asked for data has passed the access rules. */
export function readerOf({ reader }: FastifyRequest): Reader {
  if (reader === null) throw new Error('a route reads data for a request that nobody let in')
  return reader
}
