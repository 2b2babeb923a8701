import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../test/support/free-port.ts'
import { gather, runChild, startChild } from '../stack/children.ts'
import type { EndedChild } from '../stack/children.ts'

/** A stack in Python: its API runs, its ETL is started as often as one likes. */
export interface PythonPeer {
  readonly name: 'classic' | 'fast'
  readonly api: { readonly url: string; readonly port: number }
  /** The superuser's URL of its Target. */
  readonly targetUrl: string
  /** Runs its ETL over these days, as a process of its own. */
  readonly etl: (first: string, last: string) => Promise<EndedChild>
}

/** Starts the API of bench/peers/<name>_api.py and waits until it listens. */
export async function startPythonPeer(
  name: PythonPeer['name'],
  python: string,
  urls: { readonly source: string; readonly target: string },
): Promise<PythonPeer> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const child = startChild(python, ['-B', script(`${name}_api.py`), String(port)], {
    env: { DATABASE_URL: urls.source },
  })
  const output = gather(child)
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`the ${name} API ended:\n${output.stderr}`)
    await sleep(50)
  }
  return {
    name,
    api: { url, port },
    targetUrl: urls.target,
    etl: (first, last) =>
      runChild(python, ['-B', script(`${name}_etl.py`), first, last], {
        env: { API_URL: url, DATABASE_URL: urls.target },
      }),
  }
}

function script(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url))
}

/** Any answer will do, also one that says that the page is not there. */
async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}
