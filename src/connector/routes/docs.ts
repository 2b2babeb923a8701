import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { version } from '../../version.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from '../../http/server.ts'
import type { SourceFacts } from '../../source/source.ts'
import type { SourceFor } from '../query/source-for.ts'
import { addressOf, describeTo, factsFor } from './describe-request.ts'
import { unknownRow } from './row-schema.ts'
import { problemSchema } from './schemas.ts'

const description = `Read-only access to a wind turbine's signals.

Times are RFC 3339; a date or a time without offset means the time zone that \`/variables\` names.
Intervals are half-open: the end is not part of them. Errors are \`application/problem+json\` with a
stable \`code\`.`

const keyScheme = {
  type: 'http' as const,
  scheme: 'bearer',
  description:
    'A key of the setting `CONNECTOR_API_KEY`, which reads all, or of the file `CONNECTOR_API_KEYS_FILE`, which may read some assets alone: every answer is then as if the Source had no others.',
}

export interface DocsOptions {
  /** Whether data routes ask for a key. */
  readonly needsKey: boolean
  readonly sourceFor: SourceFor
  /** Where clients reach the Connector; without it the address that they asked by. */
  readonly publicUrl: string | undefined
}

/**
 * `/openapi.json`, made from the routes' schemas and the Source's variables, and `/docs`, Swagger UI with nothing from
 * outside. Whoever shows no key, where keys are set, is told of no variable.
 */
export async function addDocs(
  server: Server,
  { needsKey, sourceFor, publicUrl }: DocsOptions,
): Promise<void> {
  const known = new WeakMap<FastifyRequest, SourceFacts | undefined>()
  const look = async (request: FastifyRequest, reply: FastifyReply) => {
    // The page itself, and its script, are the same for all.
    if (!/(json|yaml)$/.test(request.routeOptions.url ?? '')) return
    reply.headers({ 'cache-control': 'private, no-cache', vary: 'authorization' })
    known.set(request, await factsFor(request, sourceFor))
  }
  const describe = <T extends object>(description: T, request: FastifyRequest) =>
    describeTo(description, publicUrl ?? addressOf(request), known.get(request))
  server.addSchema(problemSchema)
  server.addSchema(unknownRow)
  await server.register(swagger, {
    transformObject: (document) => {
      if ('openapiObject' in document) leaveOutHead(document.openapiObject)
      return 'openapiObject' in document ? document.openapiObject : document.swaggerObject
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Minuano Connector',
        version,
        description,
        license: { name: 'MIT', identifier: 'MIT' },
        contact: { name: 'Minuano' },
      },
      tags: [
        { name: 'data', description: 'What the Source holds' },
        { name: 'health', description: 'For whoever watches over it' },
      ],
      components: needsKey ? { securitySchemes: { key: keyScheme } } : {},
      security: needsKey ? [{ key: [] }] : [],
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema['$id'] === 'string' ? schema['$id'] : `schema-${index}`,
    },
  })
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    // As the page says where its files are when it is asked for without a slash at the end: beside it, behind any prefix.
    indexPrefix: '.',
    uiHooks: {
      preHandler: (request, reply, done) => void look(request, reply).then(() => done(), done),
    },
    transformSpecification: describe,
    transformSpecificationClone: false,
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
    preHandler: look,
    handler: (request) => Promise.resolve(describe(server.swagger(), request)),
  })
}

/** HEAD answers whatever GET does, without its body: said of each route, it would only be in the way. */
function leaveOutHead({ paths }: { paths?: Record<string, { head?: unknown } | undefined> }): void {
  for (const path of Object.values(paths ?? {})) delete path?.head
}
