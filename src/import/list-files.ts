import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'

/** What a folder is searched for: names that files of values have, gzip or not. */
const fileName = /^[^.].*\.(?:csv|tsv|txt|dat|asc)(?:\.gz)?$/i

/**
 * The files that the arguments name, each once: a folder stands for the files of values in it, by name.
 * Throws `import-refused` for a folder that has none or cannot be read; a file that is not there is met
 * when it is opened.
 */
export async function listFiles(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>()
  for (const path of paths) {
    const isFolder = path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory()
    if (isFolder !== true) {
      files.add(path)
      continue
    }
    const names = await readdir(path).catch((error: unknown) => {
      throw new MinuanoError('import-refused', `cannot read ${path}: ${describeError(error)}`, {
        cause: error,
      })
    })
    const found = names.filter((name) => fileName.test(name)).sort()
    if (found.length === 0) {
      throw new MinuanoError(
        'import-refused',
        `the folder ${path} has no file that ends in .csv, .tsv, .txt, .dat or .asc, or so with .gz`,
      )
    }
    for (const name of found) files.add(join(path, name))
  }
  return [...files]
}
