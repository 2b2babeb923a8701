/** The parts of a URL of the form `scheme://[user[:password]@]host[:port][/path][?query]`. */
export interface UrlParts {
  /** What stands before the authority's last `@`; `undefined` without one. */
  readonly user: string | undefined
  readonly hosts: string
  /** From the `/` on. */
  readonly path: string
  /** After the `?`. */
  readonly query: string | undefined
  /** After the `#`. */
  readonly fragment: string | undefined
}

/** Splits a URL where RFC 3986 (appendix B) does: what seems one part may belong to the password. */
export function splitUrl(text: string): UrlParts | undefined {
  const match = /^[a-z][a-z+.-]*:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text)
  if (match === null) return undefined
  const [, authority = '', path = '', query, fragment] = match
  const at = authority.lastIndexOf('@')
  return {
    user: at < 0 ? undefined : authority.slice(0, at),
    hosts: authority.slice(at + 1),
    path,
    query,
    fragment,
  }
}

const advice = '@ as %40, / as %2F, # as %23, ? as %3F, % as %25'

/**
 * What is wrong with the user or the password of a database's URL, for a message: never a part of it.
 * PostgreSQL's clients would take the rest of such a password for a host's name, look that up, and say
 * it aloud. `undefined` where there is nothing wrong, or no such URL.
 */
export function findDatabaseUrlFault(text: string): string | undefined {
  const parts = splitUrl(text)
  if (parts === undefined) return undefined
  const { user = '', hosts, path, query = '', fragment } = parts
  const isTorn =
    user.includes('@') ||
    fragment !== undefined ||
    !areHosts(hosts) ||
    (path.includes('@') && mayHoldPassword(parts)) ||
    query.split('&').some(isStrange)
  return isTorn || !isEncoded(user) ? explain('an @ in the name of a database likewise') : undefined
}

/** The same of an HTTP URL, in which a `\` counts as a `/` and no `@` is needed after the host. */
export function findHttpUrlFault(text: string): string | undefined {
  const parts = splitUrl(text)
  if (parts === undefined) return undefined
  const { user = '', hosts, path, query = '', fragment = '' } = parts
  const isTorn =
    user.includes('@') ||
    /[\\]/.test(user + hosts) ||
    !areHosts(hosts) ||
    (path.includes('@') && mayHoldPassword(parts)) ||
    (query + fragment).includes('@')
  return isTorn || !isEncoded(user) ? explain('an @ in the path likewise') : undefined
}

function explain(elsewhere: string): string {
  return `its user, password or host has a character that must be percent-encoded: in user and password write ${advice}; ${elsewhere}`
}

/** Names, addresses or percent-encoded sockets, each perhaps with a port; or nothing. */
function areHosts(hosts: string): boolean {
  return hosts
    .split(',')
    .every((host) => /^(\[[0-9a-f:.%]+\]|[^\s:@[\]]*)(:\d{0,5})?$/i.test(host) && isEncoded(host))
}

/** Without a colon there is no password that an `@` further on could be a part of. */
function mayHoldPassword({ user = '', hosts }: UrlParts): boolean {
  return `${user}${hosts.replace(/\[.*?\]/g, '')}`.includes(':')
}

/** Parameters of PostgreSQL's clients whose values may well have an `@`. */
const freeTexts = new Set(
  'user password dbname database host options application_name fallback_application_name passfile service servicefile sslcert sslkey sslpassword sslrootcert sslcrl sslcrldir requirepeer krbsrvname'.split(
    ' ',
  ),
)

/** An `@` where no parameter has one: what seems a query is the rest of a password. */
function isStrange(parameter: string): boolean {
  const [name = '', value] = parameter.split(/=(.*)/s)
  return parameter.includes('@') && (value === undefined || !freeTexts.has(name))
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
