import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import type { Config } from '../config/settings.ts'
import { describeError } from '../errors/describe-error.ts'
import { fetchSourceFacts } from '../etl/extract/fetch-source-facts.ts'
import { connectorClientOf } from '../etl/shape/etl-settings.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'
import { progressOf } from '../log/tell-parent.ts'
import type { ActionsPort } from '../page/actions/actions-port.ts'
import type { Job, LoadRequest } from '../page/api.ts'
import { dayOf } from '../time/day.ts'
import { formatInstant } from '../time/instant.ts'
import { parseTime } from '../time/parse-time.ts'
import { stopChild, waitForExit } from './spawn-minuano.ts'
import type { Stack } from './start-stack.ts'
import { spawnEtl } from './supervise-pipeline.ts'
import type { Later } from './teardown.ts'

/**
 * The loads that the page asks for: each a command in a process of its own, as a person would call it, one at a time.
 * They end with `up`.
 */
export function createPageJobs(
  config: Config,
  stack: Pick<Stack, 'connectorUrl' | 'etlUrl'>,
  later: Later,
): ActionsPort {
  const listeners: ((job: Job) => void)[] = []
  let last: Job | null = null
  let child: ChildProcess | undefined
  let isEnding = false
  later(async () => {
    isEnding = true
    if (child !== undefined) await stopChild(child, 'SIGINT')
  })

  function change(changes: Partial<Job>): Job {
    last = { ...last!, ...changes }
    for (const listener of listeners) listener(last)
    return last
  }

  async function work(request: LoadRequest): Promise<void> {
    try {
      const args = await argumentsOf(request, config, stack.connectorUrl)
      if (isEnding) return
      const pipeline = { connectorUrl: stack.connectorUrl, targetUrl: stack.etlUrl }
      child = spawnEtl(config, args, pipeline, 'pipe', 'pipe')
      child.on('message', (message) => {
        const progress = progressOf(message)
        if (progress !== undefined) change({ ...progress, text: progressText(progress) })
      })
      const [exitCode, out, err] = await Promise.all([
        waitForExit(child),
        lastLines(child.stdout!),
        lastLines(child.stderr!),
      ])
      if (exitCode === 0) end('done', out.at(-1) ?? 'There was nothing to load.')
      else
        end(
          'failed',
          err.findLast((line) => line.startsWith(said))?.slice(said.length) ??
            err.at(-1) ??
            `exit code ${exitCode}`,
        )
    } catch (error) {
      end('failed', describeError(error))
    } finally {
      child = undefined
    }
  }

  function end(state: 'done' | 'failed', text: string): void {
    const { what, done, of } = last!
    const whole = state === 'done' ? { done: Math.max(done, of, 1), of: Math.max(of, 1) } : {}
    change({ state, text: redact(text), endedAt: now(), ...whole })
    say(`page: ${what}: ${redact(text)}`)
  }

  return {
    load: (request) => {
      if (last?.state === 'running') return Promise.resolve({ job: last, isNew: false })
      last = {
        id: String(Number(last?.id ?? 0) + 1),
        what: nameOf(request),
        state: 'running',
        done: 0,
        of: 'day' in request ? 1 : 0,
        text: 'It has begun.',
        startedAt: now(),
        endedAt: null,
      }
      const job = change({})
      void work(request)
      return Promise.resolve({ job, isNew: true })
    },
    job: () => last,
    onJob: (listener) => void listeners.push(listener),
  }
}

/** What a command's last word begins with where it failed. */
const said = 'minuano: '

function now(): string {
  return formatInstant(Date.now() * 1000)
}

function nameOf(request: LoadRequest): string {
  if ('missing' in request) return 'load all that is missing'
  const { asset, day } = request
  return asset === null || asset === '' ? `load ${day}` : `load ${day} of ${asset}`
}

function progressText({ done, of }: { readonly done: number; readonly of: number }): string {
  return of === 1 ? `The day is being loaded.` : `${done} of ${of} days are loaded.`
}

/** The command that does it. What is missing is looked for in all days that the Source has. */
async function argumentsOf(
  request: LoadRequest,
  config: Config,
  connectorUrl: string,
): Promise<string[]> {
  if ('day' in request) {
    const { asset, day } = request
    const isNamed = asset !== null && asset !== '' && asset !== config.asset
    const name = asset?.slice(config.assetPrefix.length).replace(/[,\\]|^\s|\s$/g, '\\$&')
    return ['run', day, ...(isNamed ? ['--assets', name!] : [])]
  }
  const { first } = await fetchSourceFacts(connectorClientOf(config, connectorUrl))
  const from = first === null ? [] : ['--from', dayOf(parseTime(first, 'UTC')!, config.timeZone)]
  return ['sync', ...from]
}

/** The lines that a process printed, of which the last are kept. */
async function lastLines(stream: NodeJS.ReadableStream): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue
    lines.push(line.trim().slice(0, 500))
    if (lines.length > 20) lines.shift()
  }
  return lines
}
