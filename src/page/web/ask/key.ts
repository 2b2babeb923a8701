const place = 'minuano-page-key'

/**
 * Takes the key out of the address (`/#key=…`), where it came with a link, and keeps it for this tab: it is
 * then in no history, no bookmark and no log.
 */
export function takeKeyFromAddress(): void {
  const found = /^#key=(.+)$/.exec(location.hash)?.[1]
  if (found === undefined) return
  keepKey(decodeURIComponent(found))
  history.replaceState(null, '', location.pathname + location.search)
}

export function keepKey(key: string): void {
  sessionStorage.setItem(place, key)
}

/** The headers of a request: with the key, where there is one. */
export function keyHeaders(): Record<string, string> {
  const key = sessionStorage.getItem(place)
  return key === null ? {} : { authorization: `Bearer ${key}` }
}

export function hasKey(): boolean {
  return sessionStorage.getItem(place) !== null
}
