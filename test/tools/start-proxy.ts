import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, chownSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd } from '../support/at-end.ts'
import type { Certificates } from '../support/certificates.ts'
import { makeProgramFolder } from '../support/system-program.ts'
import type { ProgramFolder } from '../support/system-program.ts'

export const proxies = ['nginx', 'caddy'] as const

type Proxy = (typeof proxies)[number]

/** What is around the block of docs/behind-a-proxy.md where everything else is a test's own. */
const around: Readonly<Record<Proxy, (block: string, folder: string) => string>> = {
  nginx: (block, folder) => `
    daemon off;
    worker_processes 1;
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/temp;`).join('\n')}
      ${block}
    }`,
  caddy: (block) => `{\n  admin off\n  auto_https disable_redirects\n}\n${block}`,
}

const argsOf: Readonly<Record<Proxy, (file: string, folder: string) => string[]>> = {
  nginx: (file, folder) => ['-e', 'stderr', '-p', folder, '-c', file],
  caddy: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
}

/** The block of the page for this proxy, with a test's own name, port, files and Connector. */
function blockFor(proxy: Proxy, port: number, connector: string, files: Certificates): string {
  const page = readFileSync(new URL('../../docs/behind-a-proxy.md', import.meta.url), 'utf8')
  const language = { nginx: 'nginx', caddy: 'caddyfile' }[proxy]
  const block = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)![1]!
  return block
    .replace(/\S+wind\.example\.crt/, files.certificate)
    .replace(/\S+wind\.example\.key/, files.key)
    .replace('127.0.0.1:8000', new URL(connector).host)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace(/^wind\.example/, `https://localhost:${port}, https://wind.example:${port}`)
    .replace('server_name', 'server_name localhost')
}

/** Starts it in front of a Connector, on a port of its own; ended with the test. */
export async function startProxy(
  proxy: Proxy,
  program: string,
  at: { readonly port: number; readonly connector: string; readonly files: Certificates },
): Promise<void> {
  const folder = makeProgramFolder()
  makeOwnFolder(folder, 'temp')
  const block = blockFor(proxy, at.port, at.connector, at.files)
  const file = folder.write('configuration', around[proxy](block, folder.path))
  const child = spawn(program, argsOf[proxy](file, folder.path), {
    ...folder.user,
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close')
  const stopWithUs = () => child.kill('SIGKILL')
  process.once('exit', stopWithUs)
  atEnd(async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', stopWithUs)
    folder.remove()
  })
  while (!(await answers(at.port))) {
    if (child.exitCode !== null) throw new Error(`${proxy} ended with ${child.exitCode}:\n${said}`)
    await sleep(50)
  }
}

function makeOwnFolder({ path, user }: ProgramFolder, name: string): void {
  mkdirSync(join(path, name))
  if (user !== undefined) chownSync(join(path, name), user.uid, user.gid)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get(
      `https://localhost:${port}/connector/health/live`,
      { rejectUnauthorized: false },
      (answer) => {
        answer.resume()
        resolve(true)
      },
    ).on('error', () => resolve(false))
  })
}
