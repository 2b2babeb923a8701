import type { Config } from '../config/settings.ts'
import { createHttpServer } from '../http/create-http-server.ts'
import type { KeyFile } from '../http/keys/watch-key-file.ts'
import type { Server } from '../http/server.ts'
import { addMetricsRoute, metricsPath } from '../http/metrics/add-metrics-route.ts'
import { createMetrics } from '../http/metrics/create-metrics.ts'
import { formats } from './answer/formats.ts'
import { corsRules } from './cors-rules.ts'
import { guarded } from './guarded.ts'
import { compileQueryCheck } from './query/check-query.ts'
import { explainBadQuery } from './query/explain-bad-query.ts'
import { createLimits } from './limits/limits.ts'
import { showLoad } from './limits/show-load.ts'
import { createSourceFor } from './query/source-for.ts'
import { addDataRoute, dataPath } from './routes/data-route.ts'
import { addDocs } from './routes/docs.ts'
import { addHealthRoutes } from './routes/health-routes.ts'
import { addInventoryRoute } from './routes/inventory-route.ts'
import { metricsSchema } from './routes/metrics-schema.ts'
import { dataQuery } from './routes/schemas.ts'
import { addAssetsRoute } from './routes/assets-route.ts'
import { addVariablesRoute } from './routes/variables-route.ts'
import type { Source } from '../source/source.ts'

const paths = [
  '/data',
  ...formats.map(dataPath),
  '/inventory',
  '/variables',
  '/assets',
  '/health/live',
  '/health/ready',
  metricsPath,
  '/openapi.json',
  '/docs',
]

/** The HTTP API on a Source, ready to listen. Its log goes to `log`, a JSON object a line. */
export async function createServer(
  config: Config,
  source: Source,
  log: NodeJS.WritableStream,
  keyFile?: KeyFile,
): Promise<Server> {
  const needsKey = config.connectorApiKey !== undefined || keyFile !== undefined
  const cors = corsRules(config, needsKey)
  const metrics = await createMetrics('minuano_connector')
  const server = createHttpServer({
    guarded,
    metrics,
    apiKeys: config.connectorApiKey,
    keyFile,
    cors,
    // Health, and what the API is, say nothing about the data.
    openRoutes: /^\/(health|docs|openapi\.json)(\/|$)/,
    paths,
    explainBadQuery,
    maxHeaderBytes: config.connectorMaxHeaderBytes,
    requestsPerSecond: config.connectorRequestRate,
    logLevel: config.connectorLogLevel,
    log,
    loggedParameters: Object.keys(dataQuery.properties),
  })
  server.setValidatorCompiler(compileQueryCheck)
  const sourceFor = createSourceFor(source)
  await addDocs(server, { needsKey, sourceFor, publicUrl: config.connectorPublicUrl })
  const limits = createLimits(config)
  showLoad(metrics, limits.longAnswers, source)
  const sent = metrics.counter('data_rows_total', 'Rows of /data that were given to be sent.')
  const data = { config, sourceFor, limits, countRows: sent }
  addDataRoute(server, data)
  for (const only of formats) addDataRoute(server, { ...data, only })
  addInventoryRoute(server, config, sourceFor, limits)
  addVariablesRoute(server, config, sourceFor)
  addAssetsRoute(server, sourceFor)
  addHealthRoutes(server, source)
  addMetricsRoute(server, metrics, metricsSchema)
  await server.ready()
  return server
}
