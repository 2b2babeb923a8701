import { setTimeout as sleep } from 'node:timers/promises'
import type { Dagster } from './start-dagster.ts'

const patienceMilliseconds = 120_000

const query = `{
  workspaceOrError { ... on Workspace { locationEntries { locationOrLoadError {
    __typename ... on PythonError { message } } } } }
  instance { daemonHealth { allDaemonStatuses { required healthy } } }
}`

interface Answer {
  readonly data: {
    readonly workspaceOrError: {
      readonly locationEntries: {
        readonly locationOrLoadError: {
          readonly __typename: string
          readonly message?: string
        } | null
      }[]
    }
    readonly instance: {
      readonly daemonHealth: {
        readonly allDaemonStatuses: { required: boolean; healthy: boolean }[]
      }
    }
  }
}

/** Waits until the webserver answers, has the code location, and the daemon is at work. */
export async function waitUntilReady({ url }: Dagster): Promise<void> {
  const deadline = Date.now() + patienceMilliseconds
  while (!(await isReady(url))) {
    if (Date.now() > deadline) throw new Error(`Dagster does not answer at ${url}`)
    await sleep(200)
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await ask(url)
  if (answer === undefined) return false
  const { workspaceOrError, instance } = answer.data
  const [entry] = workspaceOrError.locationEntries
  const loaded = entry?.locationOrLoadError
  if (loaded?.__typename === 'PythonError') {
    throw new Error(`the code location does not load: ${loaded.message ?? ''}`)
  }
  const daemons = instance.daemonHealth.allDaemonStatuses.filter(({ required }) => required)
  return loaded?.__typename === 'RepositoryLocation' && daemons.every(({ healthy }) => healthy)
}

async function ask(url: string): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(10_000),
    })
    return answer.ok ? ((await answer.json()) as Answer) : undefined
  } catch {
    return undefined
  }
}
