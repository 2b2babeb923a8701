/** What the Connector's log calls a request of ours. */
export interface RequestName {
  /** Both headers of a request. */
  readonly headers: Readonly<Record<string, string>>
  /** For a message: with it the request is found in the log. */
  readonly id: string
}

/** Hex digits that nobody else has; they guard nothing, so no module of cryptography is loaded for them. */
function digits(count: number): string {
  return Array.from({ length: count }, () => Math.floor(Math.random() * 16).toString(16)).join('')
}

let trace: string | undefined
let requests = 0

/**
 * The next request's name: `traceparent` as W3C Trace Context has it, one trace a process, and an id that says in
 * which process it was which request. https://www.w3.org/TR/trace-context/
 */
export function nameRequest(): RequestName {
  // The last digit keeps it from being all zeros, which is no trace.
  trace ??= `${digits(31)}1`
  const id = `${trace.slice(0, 8)}-${++requests}`
  return {
    headers: { traceparent: `00-${trace}-${digits(15)}1-01`, 'x-request-id': id },
    id,
  }
}
