/** The URL of the same database, entered as another role. */
export function asRole(url: string, role: string, password: string): URL {
  const own = new URL(url)
  own.username = role
  own.password = encodeURIComponent(password)
  return own
}
