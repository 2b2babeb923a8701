import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { atEnd } from '../support/at-end.ts'

export interface Message {
  readonly __dagster_pipes_version: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Parameters as Dagster puts them into the environment. */
export function encodeParameters(parameters: object): string {
  return deflateSync(JSON.stringify(parameters)).toString('base64')
}

/** The environment of a Pipes process with its context and its messages in files. */
export function createPipesEnvironment(context: object) {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const contextFile = join(folder, 'context')
  const messagesFile = join(folder, 'messages')
  writeFileSync(contextFile, JSON.stringify(context))
  writeFileSync(messagesFile, '')
  return {
    env: {
      DAGSTER_PIPES_CONTEXT: encodeParameters({ path: contextFile }),
      DAGSTER_PIPES_MESSAGES: encodeParameters({
        path: messagesFile,
        include_stdio_in_messages: false,
      }),
    },
    text: () => readFileSync(messagesFile, 'utf8'),
    messages: () => readMessages(readFileSync(messagesFile, 'utf8')),
  }
}

export function readMessages(text: string): Message[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Message)
}
