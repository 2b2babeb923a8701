import { readFileSync } from 'node:fs'

/** The end of a log, indented. */
export function lastLines(path: string, count = 20): string {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n')
}
