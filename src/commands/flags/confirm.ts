import { MinuanoError } from '../../errors/minuano-error.ts'

/** Whether a person can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** Throws `usage` where nobody has said yes, and nobody can be asked. */
export function demandConsent(
  isGiven: boolean,
  what: string,
  otherwise = '--dry-run shows what it would delete',
): void {
  if (isGiven || canAsk()) return
  throw new MinuanoError(
    'usage',
    `${what} must be confirmed, and there is no terminal to ask on: --yes confirms it${otherwise === '' ? '' : `, ${otherwise}`}`,
  )
}

/** Asks on the terminal; anything but yes is no. */
export async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
