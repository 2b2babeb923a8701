import { join } from 'node:path'
import { findingsOf } from '../../check/finding.ts'
import type { Finding } from '../../check/finding.ts'
import { formatProposal, writeProposal } from '../../check/proposal/write-proposal.ts'
import type { Report } from '../../check/run-check.ts'
import type { LoadedConfig } from '../../config/load-config.ts'

const make = findingsOf('proposal')
const fileName = 'minuano.json'

/** What became of a proposal. */
export interface FinishedProposal {
  readonly findings: readonly Finding[]
  /** What `minuano.json` would say; undefined where nothing is proposed. */
  readonly json: unknown
  /** The same as a file's text, where it is to be printed: it was not written. */
  readonly text: string | undefined
  readonly written: string | undefined
}

/** Writes a proposal, where that is wanted and no file is in the way; else it is to be printed. */
export function finishProposal(
  { proposal, isLoadable, findings }: Report,
  { loaded, isToWrite }: { readonly loaded: LoadedConfig; readonly isToWrite: boolean },
): FinishedProposal {
  if (proposal === undefined) {
    const none = make.note(
      '--write: nothing was written, since there is nothing to propose: the settings fit the table, or a fault of the Source comes first',
    )
    return {
      findings: isToWrite ? [none] : [],
      json: undefined,
      text: undefined,
      written: undefined,
    }
  }
  const { json, overruled } = proposal
  const shown = { json, text: formatProposal(json), written: undefined }
  if (!isLoadable) {
    const text = `${fileName} is not written: the table cannot be loaded as it is, see above`
    return { ...shown, text: undefined, findings: [isToWrite ? make.fault(text) : make.note(text)] }
  }
  const wins = overruled.map((name) =>
    make.fault(`${name} says something else, and wins over ${fileName}: unset it`, {
      code: 'configuration',
    }),
  )
  const fault = make.fault(
    `the settings are not those of this table: put what follows into ${fileName}, or let minuano check --write do it`,
    { code: 'configuration' },
  )
  if (!isToWrite) return { ...shown, findings: [...wins, fault] }
  if (!writeProposal(join(process.cwd(), fileName), json)) {
    const text = `${fileName} is there already, and stays as it is: put into it what follows`
    return { ...shown, findings: [...wins, make.fault(text, { code: 'configuration' })] }
  }
  const other =
    loaded.file === undefined && loaded.config.configFile === undefined
      ? []
      : [
          make.fault(
            `MINUANO_CONFIG (or --config) names ${loaded.config.configFile}: ${fileName} is read only without it`,
            { code: 'configuration' },
          ),
        ]
  return {
    json,
    text: undefined,
    written: fileName,
    findings: [
      make.ok(`written: ${fileName}. Commands in this folder use it; minuano config shows it`),
      ...noteOnFaults(findings),
      ...wins,
      ...other,
    ],
  }
}

/** That settings are written says nothing of the rest. */
function noteOnFaults(findings: readonly Finding[]): Finding[] {
  const faults = findings.filter(({ level }) => level === 'fault').length
  if (faults === 0) return []
  const count = faults === 1 ? '1 fault is' : `${faults} faults are`
  return [
    make.note(
      `${count} told above, and ${faults === 1 ? 'stands' : 'stand'} all the same: ${fileName} is of the table alone. Nothing can be loaded before minuano check finds none`,
    ),
  ]
}
