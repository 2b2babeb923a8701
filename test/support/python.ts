import { fileURLToPath } from 'node:url'
import { makePythonEnvironment } from '../../scripts/python/make-environment.ts'

const isCi = ![undefined, '', '0', 'false'].includes(process.env['CI'])

export type FoundPython = { readonly python: string } | { readonly missing: string }

/**
 * A Python with the packages that this file of the repository pins. Otherwise, why there is none; in
 * CI that is an error.
 */
export async function findPython(requirements: string): Promise<FoundPython> {
  try {
    const path = fileURLToPath(new URL(`../../${requirements}`, import.meta.url))
    return { python: await makePythonEnvironment(path) }
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string }
    const missing = `no Python with the packages of ${requirements}: ${lastLine(stderr) || message}`
    if (isCi) throw new Error(missing, { cause: error })
    return { missing }
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
