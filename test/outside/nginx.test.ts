import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestSource, serve } from '../connector/serving.ts'
import { findFreePort } from '../support/free-port.ts'

const hasNginx = spawnSync('nginx', ['-v']).status === 0
const rows = 150_000

describe(
  'behind nginx',
  { skip: hasNginx ? false : 'there is no nginx', timeout: 120_000 },
  async () => {
    if (!hasNginx) return
    const { url: sourceUrl } = await createTestSource(`
    create table data ("timestamp" timestamptz(0) primary key, i float8);
    insert into data select timestamptz '2020-01-01' + i * interval '1 s', i
      from generate_series(0, ${rows - 1}) i;
    analyze data;
    create view breaking as select "timestamp", 1 / (100000 - i) as i from data`)
    const whole = await serve({ SOURCE_DATABASE_URL: sourceUrl })
    const breaking = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'breaking' })
    const all = '/data?start=2020-01-01&end=2030-01-01'

    for (const format of ['csv', 'ndjson', 'json', 'arrow']) {
      test(`with HTTP/1.1 a long answer as ${format} comes whole, and a broken one is seen to be broken`, async (t) => {
        const [behind, behindBreaking] = [
          await startNginx(t, whole.url, 'proxy_http_version 1.1;'),
          await startNginx(t, breaking.url, 'proxy_http_version 1.1;'),
        ]
        const direct = await fetch(`${whole.url}${all}&format=${format}`)
        const proxied = await fetch(`${behind}${all}&format=${format}`)
        assert.ok(
          Buffer.from(await proxied.arrayBuffer()).equals(Buffer.from(await direct.arrayBuffer())),
        )
        const broken = await fetch(`${behindBreaking}${all}&format=${format}`)
        assert.equal(broken.status, 200)
        await assert.rejects(broken.arrayBuffer(), { message: 'terminated' })
      })
    }

    test('that is left as it is, a long CSV is refused with what to set, not cut in silence', async (t) => {
      const behind = await startNginx(t, breaking.url, '')
      const answer = await fetch(`${behind}${all}&format=csv`)
      assert.equal(answer.status, 400)
      assert.match(await answer.text(), /proxy_http_version 1\.1;/)
    })
  },
)

/** An nginx in front of a server, with these lines where it passes requests on; gives its URL. */
async function startNginx(t: TestContext, upstream: string, lines: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  const port = await findFreePort()
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = join(folder, 'nginx.conf')
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    file,
    `daemon off; worker_processes 1; ${user} pid ${folder}/pid; error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${places.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass ${upstream}; proxy_set_header Host localhost; ${lines} }
      }
    }`,
  )
  const child = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', file], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await isThere(`${url}/health/live`))) {
    assert.equal(child.exitCode, null, 'nginx did not start')
    await sleep(10)
  }
  return url
}

async function isThere(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
