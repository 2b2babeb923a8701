import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { everyReader } from './reader.ts'
import type { Reader } from './reader.ts'
import type { NamedKey } from './key-lines.ts'
import type { KeyFile } from './watch-key-file.ts'

/** What lets a request in by its `Authorization`. Throws `unauthorized`. */
export type LetIn = (authorization?: string) => Reader

interface Known {
  readonly hash: Buffer
  readonly reader: Reader
}

const hash = (text: string) => createHash('sha256').update(text).digest()

/**
 * Compares a key with every one that there is, in a time that says nothing about which came near: those of the
 * setting open all, each of the file what its line says.
 */
export function createLetIn(apiKeys: readonly string[], file: KeyFile | undefined): LetIn {
  const ofSetting = apiKeys.map((key): Known => ({ hash: hash(key), reader: everyReader }))
  let read: readonly NamedKey[] | undefined
  let known: readonly Known[] = ofSetting
  return (authorization) => {
    const keys = file?.keys()
    if (keys !== read) {
      read = keys
      known = [...ofSetting, ...(keys ?? []).map(knownOf)]
    }
    const given = hash(/^Bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? '')
    const matches = known.filter((key) => timingSafeEqual(key.hash, given))
    // A key of the setting comes first: it opens all.
    const [found] = matches
    if (found !== undefined) return found.reader
    throw new MinuanoError(
      'unauthorized',
      'this needs an API key: send it as `Authorization: Bearer <key>`',
    )
  }
}

/** The key itself is who asks: as long as the file has it, it is one and the same. */
function knownOf(key: NamedKey): Known {
  return { hash: Buffer.from(key.hash, 'hex'), reader: key }
}

/** Answers under way, by who asked for them: those of a key that is gone are broken off. */
export interface OpenAnswers {
  add(reader: Reader, response: ServerResponse): void
  breakOff(reader: Reader): void
}

export function createOpenAnswers(): OpenAnswers {
  const open = new Map<Reader, Set<ServerResponse>>()
  return {
    add: (reader, response) => {
      const own = open.get(reader) ?? new Set()
      open.set(reader, own.add(response))
      response.once('close', () => {
        own.delete(response)
        if (own.size === 0 && open.get(reader) === own) open.delete(reader)
      })
    },
    breakOff: (reader) => {
      for (const response of open.get(reader) ?? []) response.destroy()
    },
  }
}
