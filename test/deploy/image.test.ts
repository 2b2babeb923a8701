import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const dockerfile = readFileSync(new URL('deploy/Dockerfile', root), 'utf8')
const stages = dockerfile.split(/\n(?=FROM )/)
const finalStage = stages.at(-1)!
const dagsterStage = stages.find((stage) => /^FROM runtime AS dagster\n/.test(stage))!

describe('the image', () => {
  test('is labelled with the package’s version', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      version: string
    }
    assert.ok(finalStage.includes(`org.opencontainers.image.version="${version}"`))
  })

  test('runs as an ordinary user, and installs nothing in its last stage', () => {
    assert.deepEqual(finalStage.match(/^USER .*/gm), ['USER node'])
    assert.doesNotMatch(finalStage, /^RUN /m)
    assert.match(dockerfile, /npm install --ignore-scripts --omit=dev --omit=optional/)
  })

  test('of Dagster’s processes runs as an ordinary user too, on the packages that are pinned', () => {
    assert.deepEqual(dagsterStage.match(/^USER .*/gm), ['USER node'])
    assert.match(dockerfile, /pip install --only-binary :all: --requirement \S*requirements\.lock/)
  })

  const script = fileURLToPath(new URL('deploy/check-health.ts', root))

  /** The exit code of the health check beside a server that answers with this status. */
  async function checkHealth(status: number | undefined): Promise<number | null> {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/health/live' ? status! : 404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    if (status === undefined) server.close()
    const child = spawn(process.execPath, [script], { env: { CONNECTOR_PORT: String(port) } })
    const [code] = (await once(child, 'exit')) as [number | null]
    server.close()
    return code
  }

  test('is healthy while the Connector answers, and only then', async () => {
    assert.equal(await checkHealth(200), 0)
    assert.equal(await checkHealth(503), 1)
    assert.equal(await checkHealth(undefined), 1)
  })
})
