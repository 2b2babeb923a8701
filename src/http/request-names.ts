import type { IncomingHttpHeaders } from 'node:http'

/** What its client calls a request, for the log. */
export interface RequestNames {
  readonly request?: string
  readonly trace?: string
}

/** Short, and of characters that no log or terminal takes for something else. */
const plainId = /^[\w.:+/=-]{1,64}$/
/** https://www.w3.org/TR/trace-context/ : a trace of zeros is none, nor is the version ff. */
const traceparent =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/

/** The request's id and its trace, where it brings them as they should be; anything else is left out. */
export function readRequestNames(headers: IncomingHttpHeaders): RequestNames {
  const id = headers['x-request-id']
  const [, trace] = traceparent.exec(String(headers['traceparent'] ?? '')) ?? []
  return {
    ...(typeof id === 'string' && plainId.test(id) && { request: id }),
    ...(trace !== undefined && { trace }),
  }
}
