import { origins } from './origins.ts'
import { publicUrl } from './public-url.ts'
import { optionalSetting } from './setting.ts'

/** The settings that say from where else the Connector is reached: by a proxy, by pages of others; a part of all settings. */
export const outsideSettings = {
  connectorPublicUrl: optionalSetting({
    env: 'CONNECTOR_PUBLIC_URL',
    key: 'connector.publicUrl',
    reader: publicUrl,
    goesTo: ['connector'],
    help: 'where clients reach the Connector, if a proxy stands in front of it, path and all: what `/openapi.json` and `/docs` say; without it the address that they ask by',
  }),
  connectorCorsOrigins: optionalSetting({
    env: 'CONNECTOR_CORS_ORIGINS',
    key: 'connector.corsOrigins',
    reader: origins,
    goesTo: ['connector'],
    help: 'web pages of other origins that may read the Connector’s answers in their visitors’ browsers: https://wind.example,http://localhost:3000; *, only with an API key, any page; without it none',
  }),
} as const
