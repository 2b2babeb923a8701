import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeError } from '../errors/describe-error.ts'
import { readFileValues } from './file-values.ts'
import type { FileValues } from './file-values.ts'
import { describeJsonFault } from './json-fault.ts'

/** What `minuano.json` says: each setting as text, and what is wrong with the others. */
export interface SettingsFile extends FileValues {
  /** As it was given, or `minuano.json`; `undefined` where there is none. */
  readonly path: string | undefined
}

const none: SettingsFile = { path: undefined, texts: new Map(), faults: [] }

/**
 * The file that was asked for, which then must be there, or the folder's `minuano.json`, if it is.
 * `off` asks for none. Throws nothing: all faults are told together, by who asks.
 */
export function readSettingsFile(asked: string | undefined, folder?: string): SettingsFile {
  if (asked === 'off') return none
  if (asked !== undefined) return readFile(asked, asked)
  if (folder === undefined) return none
  const file = join(folder, 'minuano.json')
  return existsSync(file) ? readFile(file, 'minuano.json') : none
}

function readFile(file: string, path: string): SettingsFile {
  const failed = (fault: string) => ({ path, texts: new Map(), faults: [`${path}: ${fault}`] })
  let text: string
  try {
    // Some editors begin a file with a byte order mark.
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    return failed(`cannot be read: ${describeError(error)}`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return failed(`is not JSON: ${describeJsonFault(text)}`)
  }
  return { path, ...readFileValues(json, path) }
}
