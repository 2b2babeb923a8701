import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './free-port.ts'
import { makeProgramFolder } from './system-program.ts'

/** A Prometheus of the system's, on loopback. */
export interface Prometheus {
  /** The value of an expression that gives one, or none. */
  ask(expression: string): Promise<number | undefined>
  stop(): Promise<void>
}

/** Starts it with these scrape jobs, each a URL and perhaps a key; waits until it answers. */
export async function startPrometheus(
  program: string,
  jobs: Readonly<Record<string, { readonly url: string; readonly key?: string }>>,
): Promise<Prometheus> {
  const folder = makeProgramFolder()
  const port = await findFreePort()
  const scrapes = Object.entries(jobs).map(([name, { url, key }]) => ({
    job_name: name,
    scrape_interval: '1s',
    static_configs: [{ targets: [new URL(url).host] }],
    ...(key !== undefined && { authorization: { credentials: key } }),
  }))
  // JSON is YAML too.
  const file = folder.write('prometheus.yml', JSON.stringify({ scrape_configs: scrapes }))
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder.path}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn(program, args, { ...folder.user, cwd: folder.path, stdio: 'ignore' })
  const stopWithUs = () => child.kill('SIGKILL')
  process.once('exit', stopWithUs)
  const api = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${api}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    await sleep(50)
  }
  return {
    ask: async (expression) => {
      const response = await fetch(`${api}/api/v1/query?query=${encodeURIComponent(expression)}`)
      const answer = (await response.json()) as {
        data: { result: { value: [number, string] }[] }
      }
      const [first] = answer.data.result
      return first === undefined ? undefined : Number(first.value[1])
    },
    stop: async () => {
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      await ended
      process.off('exit', stopWithUs)
      folder.remove()
    },
  }
}
