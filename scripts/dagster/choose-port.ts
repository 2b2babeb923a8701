import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { say } from '../../src/log/say.ts'

const usualPort = 3000
const portsTried = 100

/**
 * The port that was asked for, else the usual one or the next that is free; says so if it is not the
 * usual. Throws if the one that was asked for is in use.
 */
export async function choosePort(asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    const port = await tryPort(asked)
    if (port !== undefined) return port
    throw new Error(`port ${asked} is in use: choose another with --port, or 0`)
  }
  for (let next = usualPort; next < usualPort + portsTried; next++) {
    const port = await tryPort(next)
    if (port === undefined) continue
    if (port !== usualPort) say(`port ${usualPort} is in use: Dagster listens on ${port}`)
    return port
  }
  throw new Error(`the ports from ${usualPort} to ${usualPort + portsTried - 1} are in use`)
}

/** The port, or for 0 a free one; `undefined` if it is in use. */
async function tryPort(port: number): Promise<number | undefined> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen(port, '127.0.0.1', resolve)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
  const { port: found } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return found
}
