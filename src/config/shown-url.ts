import { splitUrl } from './database-url.ts'

/** Parameters of a database's URL that say which database it is. */
const telling = /^(host|port|dbname|user)=/

/** A URL as it may be shown: which server, which database and who; no password, key or other parameter. */
export function shownUrl(url: string): string {
  const parts = splitUrl(url)
  const [scheme] = /^[a-z][a-z+.-]*:\/\//i.exec(url) ?? []
  if (parts === undefined || scheme === undefined) return '(a URL that cannot be read)'
  const [user = ''] = (parts.user ?? '').split(':')
  const query = (parts.query ?? '').split('&').filter((parameter) => telling.test(parameter))
  const isDatabase = /^postgres/i.test(scheme)
  // A key may stand where a Connector's user would.
  const who = isDatabase && user !== '' ? `${user}@` : ''
  const which = isDatabase && query.length > 0 ? `?${query.join('&')}` : ''
  return `${scheme}${who}${parts.hosts}${parts.path.replace(/\/$/, '')}${which}`
}
