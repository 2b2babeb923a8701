import type { Config } from '../config/settings.ts'
import { anyOrigin } from '../config/origins.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { CorsRules } from '../http/cors.ts'

/** What a client may need of an answer's head, beside what the format is. */
const exposedHeaders = [
  'minuano-interval',
  'minuano-rows',
  'minuano-rows-without-asset',
  'minuano-points',
  'etag',
  'retry-after',
  'server-timing',
  'www-authenticate',
]

/**
 * Which pages may read the Connector's answers; none without the setting. Throws `key-required` where any page may,
 * and no key keeps the Source from those that a visitor happens to open.
 */
export function corsRules(
  { connectorCorsOrigins: origins }: Config,
  needsKey: boolean,
): CorsRules | undefined {
  if (origins === undefined) return undefined
  if (origins.includes(anyOrigin) && !needsKey) {
    throw new MinuanoError(
      'key-required',
      'CONNECTOR_CORS_ORIGINS is *, and no API key is set: every web page that is opened on this machine could read the Source. Name the origins, or set CONNECTOR_API_KEY or CONNECTOR_API_KEYS_FILE',
    )
  }
  return { origins, exposedHeaders }
}
