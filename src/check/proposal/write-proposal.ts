import { writeFileSync } from 'node:fs'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { describeError } from '../../errors/describe-error.ts'

/**
 * Writes `minuano.json` where none is; false where there is one, which stays as it is. Throws `usage` where
 * nothing can be written.
 */
export function writeProposal(file: string, json: unknown): boolean {
  try {
    writeFileSync(file, formatProposal(json), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new MinuanoError('usage', `minuano.json cannot be written: ${describeError(error)}`)
  }
}

/** As a person would write it: an object a variable on a line of its own. */
export function formatProposal(json: unknown): string {
  const text = JSON.stringify(json, null, 2)
  return `${text.replace(/\{\n\s+("column": .*)\n\s+\}/g, '{ $1 }')}\n`
}
