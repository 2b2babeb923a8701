import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { version } from '../../version.ts'
import type { Server } from '../../http/server.ts'
import { problemSchema } from './schemas.ts'

const description = `Read-only access to a wind turbine's signals.

Times are RFC 3339; a date or a time without offset means the time zone that \`/variables\` names.
Intervals are half-open: the end is not part of them. Errors are \`application/problem+json\` with a
stable \`code\`.`

/** `/openapi.json`, made from the routes' schemas, and `/docs`, Swagger UI with nothing from outside. */
export async function addDocs(server: Server, needsKey: boolean): Promise<void> {
  server.addSchema(problemSchema)
  await server.register(swagger, {
    transformObject: (document) => {
      if ('openapiObject' in document) leaveOutHead(document.openapiObject)
      return 'openapiObject' in document ? document.openapiObject : document.swaggerObject
    },
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Minuano Connector', version, description, license: { name: 'MIT' } },
      tags: [
        { name: 'data', description: 'What the Source holds' },
        { name: 'health', description: 'For whoever watches over it' },
      ],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A key of the setting `CONNECTOR_API_KEY`, which reads all, or of the file `CONNECTOR_API_KEYS_FILE`, which may read some assets alone: every answer is then as if the Source had no others.',
          },
        },
      },
      security: needsKey ? [{ key: [] }] : [],
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema['$id'] === 'string' ? schema['$id'] : `schema-${index}`,
    },
  })
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Minuano Connector' },
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      tryItOutEnabled: true,
      defaultModelsExpandDepth: -1,
    },
    staticCSP: {
      'default-src': "'none'",
      'script-src': "'self'",
      // Swagger UI writes style attributes, and has its pictures as data URLs.
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    },
  })
  server.route({
    method: ['GET', 'HEAD'],
    url: '/openapi.json',
    logLevel: 'warn',
    schema: { hide: true },
    handler: () => Promise.resolve(server.swagger()),
  })
}

/** HEAD answers whatever GET does, without its body: said of each route, it would only be in the way. */
function leaveOutHead({ paths }: { paths?: Record<string, { head?: unknown } | undefined> }): void {
  for (const path of Object.values(paths ?? {})) delete path?.head
}
