import type { Finding, Level, Part } from '../../check/finding.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { errorKinds } from '../../errors/error-codes.ts'
import type { ErrorCode, ExitCode } from '../../errors/error-codes.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { redact } from '../../log/redact.ts'
import { print } from '../../log/say.ts'
import type { FinishedProposal } from '../work/finish-proposal.ts'

const titles: Record<Part, string> = {
  Source: 'Source',
  Target: 'Target',
  Connector: 'Connector',
  clocks: 'Clocks',
  numbers: 'Numbers',
  proposal: 'Proposal',
}

const levelWidth = 'unconfirmed'.length

/** Prints what was found, part by part; throws `faults-found`, `configuration` or `look-cut-short`. */
export function printCheck(
  findings: readonly Finding[],
  { json, text, written }: FinishedProposal,
  isJson: boolean,
): void {
  const faults = findings.filter(({ level }) => level === 'fault')
  if (isJson) {
    print(
      JSON.stringify({
        ok: faults.length === 0,
        counts: count(findings),
        findings: findings.map((finding) => ({ ...finding, text: oneLine(finding.text) })),
        proposal: json ?? null,
        written: written ?? null,
      }),
    )
  } else {
    for (const part of Object.keys(titles) as Part[]) {
      const own = findings.filter((finding) => finding.part === part)
      if (own.length === 0) continue
      print(titles[part])
      for (const finding of own) describe(finding).forEach(print)
      print('')
    }
    if (text !== undefined) print(text)
  }
  const code = codeOf(faults)
  if (code !== undefined) throw new MinuanoError(code, summarize(findings, code))
}

function describe({ level, text, sql = [], settings = [] }: Finding): string[] {
  const indent = ' '.repeat(levelWidth + 4)
  return [
    `  ${level.padEnd(levelWidth)}  ${oneLine(text)}`,
    ...sql.map((statement) => `${indent}${statement}`),
    ...settings.map((setting) => `${indent}${setting}`),
  ]
}

function oneLine(text: string): string {
  return redact(plainLine(text))
}

function count(findings: readonly Finding[]): Record<Level, number> {
  const of = (level: Level) => findings.filter((finding) => finding.level === level).length
  return { ok: of('ok'), note: of('note'), unconfirmed: of('unconfirmed'), fault: of('fault') }
}

const exitOf = ({ code }: Finding): ExitCode => errorKinds[code ?? 'faults-found'].exit

/** For good before settings before what another try may cure. */
function codeOf(faults: readonly Finding[]): ErrorCode | undefined {
  const exits = faults.map(exitOf)
  if (exits.includes(1)) return 'faults-found'
  if (exits.includes(2)) return 'configuration'
  return exits.length > 0 ? 'look-cut-short' : undefined
}

function summarize(findings: readonly Finding[], code: ErrorCode): string {
  const { fault: faults, unconfirmed } = count(findings)
  const what = faults === 1 ? '1 fault' : `${faults} faults`
  const rest = unconfirmed === 0 ? '' : `, and ${unconfirmed} things that nobody confirmed`
  const kind = code === 'configuration' ? ', by the settings' : ''
  return `check found ${what}${kind}${rest}: see the lines marked fault above`
}
