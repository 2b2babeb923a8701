import { createInterface } from 'node:readline'
import { MinuanoError } from '../errors/minuano-error.ts'

/**
 * The first line that a process of ours prints: its answer. `name`: what it is, for a message. Throws `process-failed`
 * where it ends before.
 */
export async function firstLine(
  stream: NodeJS.ReadableStream,
  exited: Promise<number>,
  name: string,
): Promise<string> {
  const line = await Promise.race([readLine(stream), exited.then(() => undefined)])
  if (line !== undefined) return line
  throw new MinuanoError('process-failed', `${name} ended before it served: see above`)
}

async function readLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}
