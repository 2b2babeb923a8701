import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { formatKeyLine } from '../../src/http/keys/key-lines.ts'

/** A file of keys, each made of its name; taken away at the file's end. */
export interface TestKeyFile {
  readonly path: string
  /** What a client sends. */
  authorization(name: string): { readonly authorization: string }
  /** Puts these lines in the place of all. */
  write(assets: Readonly<Record<string, readonly string[] | undefined>>): Promise<void>
  writeText(text: string): Promise<void>
}

export async function createTestKeyFile(
  assets: Readonly<Record<string, readonly string[] | undefined>>,
): Promise<TestKeyFile> {
  const folder = await mkdtemp(join(tmpdir(), 'minuano-keys-'))
  after(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'keys')
  const salt = randomBytes(16).toString('hex')
  const keyOf = (name: string) => `${salt}-${name}`
  const writeText = async (text: string) => {
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  }
  const file: TestKeyFile = {
    path,
    authorization: (name) => ({ authorization: `Bearer ${keyOf(name)}` }),
    write: (all) =>
      writeText(
        Object.entries(all)
          .map(([name, own]) => {
            const hash = createHash('sha256').update(keyOf(name)).digest('hex')
            return `${formatKeyLine({ name, hash, assets: own })}\n`
          })
          .join(''),
      ),
    writeText,
  }
  await file.write(assets)
  return file
}
