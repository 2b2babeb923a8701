import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { gather, runChild, startChild } from '../stack/children.ts'
import type { ClientsJob, ClientsResult } from './clients.ts'
import type { SteadyJob } from './steady.ts'
import type { StreamsJob, StreamsResult } from './streams.ts'

/** Clients in a process of their own, so that they never wait for others of the bench; gives what they saw. */
export const askAsStreams = (job: StreamsJob): Promise<StreamsResult> => run('streams', job)
export const askAsClients = (job: ClientsJob): Promise<ClientsResult> => run('clients', job)

async function run<Result>(program: string, job: object): Promise<Result> {
  const { stdout } = await runChild(process.execPath, commandOf(program, job))
  return JSON.parse(stdout) as Result
}

/** Asks until `stop`, which gives what was seen. */
export function askSteadily(job: SteadyJob): { stop(): Promise<ClientsResult> } {
  const child = startChild(process.execPath, commandOf('steady', job))
  const output = gather(child)
  const closed = once(child, 'close')
  return {
    async stop() {
      child.stdin!.end()
      const [code] = (await closed) as [number | null]
      if (code !== 0)
        throw new Error(`the program that asked ended with ${code}:\n${output.stderr}`)
      return JSON.parse(output.stdout) as ClientsResult
    },
  }
}

function commandOf(program: string, job: object): string[] {
  return [fileURLToPath(new URL(`${program}.ts`, import.meta.url)), JSON.stringify(job)]
}
