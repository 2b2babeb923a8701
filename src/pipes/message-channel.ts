import { appendFileSync } from 'node:fs'

/** Takes messages to the host, one line each. */
export interface MessageChannel {
  send(line: string): void
  close(): void
}

/** The channel that the parameters name: a file, a standard stream, or one at the end. */
export function openMessageChannel(parameters: Readonly<Record<string, unknown>>): MessageChannel {
  const { path, stdio, buffered_stdio: buffered } = parameters
  if (typeof path === 'string') {
    // One append a line: the host may read at any moment, and half a line ends its reading.
    return { send: (line) => appendFileSync(path, `${line}\n`), close: () => undefined }
  }
  if (stdio !== undefined) {
    const stream = streamOf(stdio)
    return { send: (line) => void stream.write(`${line}\n`), close: () => undefined }
  }
  if (buffered !== undefined) return bufferUntilClosed(streamOf(buffered))
  throw new Error('the Dagster Pipes messages have no path and no stream to go to')
}

function bufferUntilClosed(stream: NodeJS.WritableStream): MessageChannel {
  const lines: string[] = []
  return {
    send: (line) => void lines.push(`${line}\n`),
    close: () => void stream.write(lines.splice(0).join('')),
  }
}

function streamOf(name: unknown): NodeJS.WritableStream {
  if (name === 'stdout') return process.stdout
  if (name === 'stderr') return process.stderr
  throw new Error(`the Dagster Pipes messages cannot go to ${JSON.stringify(name)}`)
}
