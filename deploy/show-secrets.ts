// docker compose run --rm secrets deploy/show-secrets.ts: what a person needs to connect from this
// machine, a NAME=value a line, for `export $(…)`.
import { databaseUrls, readSecrets } from './secrets.ts'

const port = (name: string, fallback: string) => process.env[name] || fallback
const secrets = readSecrets(process.argv[2] ?? '/secrets')
const urls = databaseUrls(secrets, {
  source: `127.0.0.1:${port('SOURCE_DB_PORT', '5433')}`,
  target: `127.0.0.1:${port('TARGET_DB_PORT', '5434')}`,
})
process.stdout.write(`SOURCE_DATABASE_URL=${urls.sourceOwner}
TARGET_DATABASE_URL=${urls.etl}
TARGET_READER_URL=${urls.reader}
CONNECTOR_URL=http://127.0.0.1:${port('CONNECTOR_PORT', '8000')}
CONNECTOR_API_KEY=${secrets.apiKey}
`)
