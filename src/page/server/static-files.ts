import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Server } from '../../http/server.ts'

/** Each route, its file, and what it is. */
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/chunk.js': ['chunk.js', 'text/javascript; charset=utf-8'],
  '/below.js': ['below.js', 'text/javascript; charset=utf-8'],
  '/app.css': ['app.css', 'text/css; charset=utf-8'],
}

export const staticPaths: readonly string[] = Object.keys(files)

/** Beside the bundle, or, of the sources as they are, where they were built to. */
function folderOf(module: string): URL {
  return new URL(module.endsWith('.ts') ? '../../../dist/page/' : './page/', module)
}

/** What the page asks for first: the browser does so while it still reads the script. */
const askedFirst = ['/api/plant', '/api/overview', '/api/days', '/api/job']
  .map((path) => `<${path}>; rel=preload; as=fetch; crossorigin=anonymous`)
  .join(', ')

/** The page itself. It is asked for again each time, and not sent again where it is the same. */
export function addStaticFiles(
  server: Server,
  needsKey: boolean,
  folder = folderOf(import.meta.url),
): void {
  for (const [url, [file, type]] of Object.entries(files)) {
    server.get(url, async (request, reply) => {
      const bytes = await readBuilt(new URL(file, folder))
      const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
      reply.headers({ etag: tag, 'cache-control': 'no-cache' })
      // A browser cannot be told to send a key.
      if (url === '/' && !needsKey) reply.header('link', askedFirst)
      if (request.headers['if-none-match'] === tag) return reply.code(304).send()
      return reply.type(type).send(bytes)
    })
  }
}

async function readBuilt(file: URL): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new MinuanoError(
      'not-found',
      'the page itself is not built: `npm run prepare` in the clone builds it',
      { cause: error },
    )
  }
}
