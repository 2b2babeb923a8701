import { stat } from 'node:fs/promises'
import { asMinuanoError } from '../../errors/describe-error.ts'
import type { NamedKey } from './key-lines.ts'
import { readKeyFile, stampOf } from './read-key-file.ts'

/** The keys of a file, as it is now, or was when it could last be read. */
export interface KeyFile {
  keys(): readonly NamedKey[]
  /** Begins to look whether the file has changed: after a second at the most. */
  watch(listeners: KeyFileListeners): void
  stop(): void
}

export interface KeyFileListeners {
  /** The keys are others: those that were there and are not any more, or may read other assets. */
  readonly onChange: (gone: readonly NamedKey[], count: number) => void
  /** It cannot be read, said once: those of before stay. */
  readonly onFault: (message: string) => void
}

const everyMilliseconds = 1000

/** Reads it for the first time. Throws `configuration` where it cannot be read. */
export async function openKeyFile(path: string, setting: string): Promise<KeyFile> {
  let { keys, stamp } = await readKeyFile(path, setting)
  let timer: NodeJS.Timeout | undefined
  /** What was said of it last, where it cannot be read: it is tried again, and said once. */
  let said: string | undefined

  async function look({ onChange, onFault }: KeyFileListeners): Promise<void> {
    const now = await stat(path, { bigint: true }).then(stampOf, String)
    if (now === stamp && said === undefined) return
    stamp = now
    try {
      const content = await readKeyFile(path, setting)
      stamp = content.stamp
      said = undefined
      const before = keys
      // Who is as before stays the same object: what is under way for them goes on.
      keys = content.keys.map((key) => before.find((other) => isSame(key, other)) ?? key)
      onChange(
        before.filter((key) => !keys.includes(key)),
        keys.length,
      )
    } catch (error) {
      const { message } = asMinuanoError(error)
      if (message !== said) onFault(`${message}; the keys of before stay in force: ${keys.length}`)
      said = message
    }
  }

  return {
    keys: () => keys,
    watch: (listeners) => {
      let isLooking = false
      timer = setInterval(() => {
        if (isLooking) return
        isLooking = true
        void look(listeners).finally(() => (isLooking = false))
      }, everyMilliseconds)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}

function isSame(one: NamedKey, other: NamedKey): boolean {
  return (
    one.name === other.name &&
    one.hash === other.hash &&
    JSON.stringify(one.assets) === JSON.stringify(other.assets)
  )
}
