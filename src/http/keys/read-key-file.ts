import { open } from 'node:fs/promises'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { parseKeyLines } from './key-lines.ts'
import type { NamedKey } from './key-lines.ts'

/** A file of keys as it was at one moment. */
export interface KeyFileContent {
  readonly keys: readonly NamedKey[]
  readonly text: string
  /** Changes when the file does. */
  readonly stamp: string
}

/** A thousand keys of a hundred assets each. */
const mostBytes = 4 * 1024 * 1024

/** Throws `configuration`, which names the setting and the file. */
export async function readKeyFile(path: string, setting: string): Promise<KeyFileContent> {
  try {
    const file = await open(path, 'r')
    try {
      const facts = await file.stat({ bigint: true })
      if (!facts.isFile()) throw new MinuanoError('configuration', 'is no file')
      if (facts.size > mostBytes)
        throw new MinuanoError('configuration', 'is too large to be a file of keys')
      // The stamp is of before: what is written meanwhile is seen as another one at the next look.
      const text = await file.readFile('utf8')
      return { keys: parseKeyLines(text), text, stamp: stampOf(facts) }
    } finally {
      await file.close()
    }
  } catch (error) {
    const why = error instanceof MinuanoError ? error.message : describeError(error)
    throw new MinuanoError('configuration', `${setting}: ${path}: ${why}`, { cause: error })
  }
}

export function stampOf(facts: {
  readonly dev: bigint
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}): string {
  return [facts.dev, facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join()
}
