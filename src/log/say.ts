import { escapeControls, plainText } from '../errors/plain-text.ts'

/**
 * A line for a person, on stderr: stdout belongs to results. Whatever text got into it, a terminal
 * has nothing to obey.
 */
export function say(line: string): void {
  process.stderr.write(`${plainText(line)}\n`)
}

/** A result, on stdout: nothing of it is left out, and what a terminal would obey is written out. */
export function print(line: string): void {
  process.stdout.write(`${escapeControls(line)}\n`)
}
