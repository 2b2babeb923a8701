import { open, realpath, rm, stat } from 'node:fs/promises'
import { writePrivateFile } from '../../embedded/cluster/write-private-file.ts'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { formatKeyLine, parseKeyLines } from '../../http/keys/key-lines.ts'
import type { NamedKey } from '../../http/keys/key-lines.ts'
import { readKeyFile } from '../../http/keys/read-key-file.ts'

const heading = '# API keys: name, SHA-256 of the key, assets that it may read (none: all)\n'

/**
 * Changes the lines of a file of keys: whole or not at all, for its owner alone to read; comments stay. `change` is
 * given the keys there are and gives the lines to leave out, by name, and the key to add. Two at once would undo one
 * another's work: the second is told to wait. Throws `configuration`.
 */
export async function changeKeyFile(
  given: string,
  setting: string,
  change: (keys: readonly NamedKey[]) => { readonly leave?: string; readonly add?: NamedKey },
): Promise<void> {
  // A link stays one: what it leads to is written.
  const path = await realpath(given).catch(() => given)
  const lock = `${path}.lock`
  await makeLock(lock)
  try {
    const facts = await stat(path).catch(noneThere)
    const text = facts === undefined ? heading : (await readKeyFile(path, setting)).text
    const { leave, add } = change(parseKeyLines(text))
    const lines = text.split('\n').slice(0, -1)
    const kept = lines.filter((line) => leave === undefined || nameOf(line) !== leave)
    const changed = [...kept, ...(add === undefined ? [] : [formatKeyLine(add)])]
    const written = changed.map((line) => `${line}\n`).join('')
    parseKeyLines(written)
    await writePrivateFile(path, written, { isDurable: true, owner: facts })
  } catch (error) {
    if (error instanceof MinuanoError) throw error
    throw new MinuanoError('configuration', `${path} cannot be written: ${describeError(error)}`, {
      cause: error,
    })
  } finally {
    await rm(lock, { force: true })
  }
}

async function makeLock(lock: string): Promise<void> {
  try {
    await (await open(lock, 'wx', 0o600)).close()
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const what = isThere
      ? `another \`minuano key\` changes these keys, or was killed while it did: try again, or delete ${lock} where none runs`
      : `${lock} cannot be made: ${describeError(error)}`
    throw new MinuanoError('configuration', what, { cause: error })
  }
}

function noneThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

function nameOf(line: string): string | undefined {
  return /^\s*([^\s#]\S*)/.exec(line)?.[1]
}
