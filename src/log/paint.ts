import util from 'node:util'
import { escapeControls, plainText } from '../errors/plain-text.ts'

/** What a colour says: as it should be, to be looked at, wrong. */
export type Tone = 'good' | 'doubt' | 'bad'

/** A part of a line in the colour of its tone. */
export interface Toned {
  readonly text: string
  readonly tone: Tone
}

const colours = { good: 'green', doubt: 'yellow', bad: 'red' } as const

/** A result on stdout like `print`'s, some of its parts in colour where that is a terminal which has any. */
export function printToned(parts: readonly (string | Toned)[]): void {
  const line = parts.map((part) => {
    if (typeof part === 'string') return escapeControls(part)
    return paint(escapeControls(part.text), part.tone, process.stdout)
  })
  process.stdout.write(`${line.join('')}\n`)
}

/** A line for a person on stderr, like `say`'s. */
export function sayToned({ text, tone }: Toned): void {
  process.stderr.write(`${paint(plainText(text), tone, process.stderr)}\n`)
}

/**
 * Never in colour where the stream is no terminal, nor with NO_COLOR, which `hasColors` hears. Its own look at
 * the stream is left out: Node before 20.18 has none, and before 20.12 no `styleText`.
 */
function paint(text: string, tone: Tone, stream: NodeJS.WriteStream): string {
  const { styleText } = util as Partial<typeof util>
  if (!stream.isTTY || !stream.hasColors() || styleText === undefined) return text
  return styleText(colours[tone], text, { validateStream: false })
}
