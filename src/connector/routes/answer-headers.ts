/** What an answer says of itself in its head, as /openapi.json shows it. */

const tagHeaders = {
  ETag: {
    type: 'string',
    description:
      'A weak tag of this very answer, where it is sent whole; a stream has none. Sent as `If-None-Match`, it asks for the answer only if it is another by now.',
  },
}

const timingHeaders = {
  'Server-Timing': {
    type: 'string',
    description:
      'Milliseconds, as far as they are known when the head goes: `wait` for the turn of a long answer, `db` for the Source, `total` since the request came.',
  },
}

/** An answer that has a tag where it is sent whole. */
export function tagged<T extends object>(answer: T): T & { headers: object } {
  return { ...answer, headers: { ...tagHeaders, ...headersOf(answer) } }
}

/** The same of one that reads samples, and says how long that took. */
export function taggedAndTimed<T extends object>(answer: T): T & { headers: object } {
  return tagged({ ...answer, headers: { ...timingHeaders, ...headersOf(answer) } })
}

function headersOf(answer: { readonly headers?: object }): object {
  return answer.headers ?? {}
}

export const notModified = {
  type: 'null',
  description: 'The answer is the one that `If-None-Match` names: it is not sent again.',
  headers: tagHeaders,
}
