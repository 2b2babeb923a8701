import { shownUrl } from '../../config/shown-url.ts'
import { listSome } from '../../errors/list-some.ts'
import type { ExportKind } from '../../export/export-kind.ts'
import { registerName } from '../../export/register/bring-register.ts'
import type { ExportedRegister } from '../../export/register/bring-register.ts'
import type { Exported } from '../../export/run-export.ts'
import { print, say } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import type { DayState } from '../../target/read/count-days.ts'
import type { Day } from '../../time/day.ts'
import { formatPeriod } from '../../time/period.ts'
import { countAssetDays } from './count-asset-days.ts'

interface ExportWords {
  readonly kind: ExportKind
  readonly folder: string
  readonly from: Day | undefined
  readonly to: Day | undefined
  readonly assets: readonly string[]
  readonly isJson: boolean
  /** The Target's URL. */
  readonly url: string
  readonly seconds: number
}

const mostNamed = 20

/** Prints what an export did; what a reader of the files should know is said beside it. */
export function printExported(exported: Exported, words: ExportWords): void {
  if (words.isJson) {
    print(JSON.stringify(exportedAsJson(exported, words)))
    return
  }
  const { written, kept, removed, rows, values, bytes, notBegun } = exported
  remarksOn(exported, words).forEach(say)
  if (written + kept + removed.length + notBegun === 0) {
    print(`nothing to export in bins of ${formatPeriod(words.kind.periodSeconds)}`)
    return
  }
  const made = `${files(written)} written (${rows} rows, ${values} values, ${megabytes(bytes)})`
  const gone = removed.length === 0 ? '' : `, ${removed.length} removed`
  const beside = registerWords(exported.register)
  print(
    `${words.folder}: ${made}, ${kept} up to date${gone}${beside}, in ${words.seconds.toFixed(1)} s`,
  )
}

function remarksOn({ columns, removed, days, register }: Exported, words: ExportWords): string[] {
  const lines: string[] = []
  const { from, to } = words
  if ((from !== undefined && !from.endsWith('-01')) || (to !== undefined && !isLastOfMonth(to))) {
    lines.push('files hold whole months, also days before --from and after --to')
  }
  for (const [remark, assets] of [...columns.remarks, ...registerRemarks(register)]) {
    const named = assets.filter((asset) => asset !== '')
    lines.push(named.length === 0 ? remark : `${remark} (${listSome(named, mostNamed)})`)
  }
  if (columns.unnamed.length > 0) {
    const list = listSome(columns.unnamed, mostNamed)
    lines.push(`left out, since OpenOA has no column for them: ${list}; --column names one`)
  }
  if (removed.length > 0) {
    lines.push(
      `removed, since the Target holds nothing of them any more: ${listSome(removed, mostNamed)}`,
    )
  }
  return days === undefined ? lines : [...lines, ...describeDays(days, words.assets.length > 1)]
}

const stateWords: Readonly<Record<Exclude<DayState, 'whole'>, string>> = {
  incomplete: 'with bins that lack samples',
  open: 'still under way',
  partly: 'with variables that were not loaded',
  'no-source-data': 'without rows in the Source',
  failed: 'that failed to load',
}

/** Which days are not whole, so that nobody takes what is missing for a standstill. */
function describeDays(
  { from, to, unwhole }: NonNullable<Exported['days']>,
  areOfSeveral: boolean,
): string[] {
  const { asked, whole, notLoaded, states } = unwhole
  if (whole === asked) return []
  const parts = states.map(({ state, days, first, last }) => {
    const when = first === last ? first : `${first} to ${last}`
    return `${days} ${stateWords[state as keyof typeof stateWords]} (${when})`
  })
  if (notLoaded > 0) parts.push(`${notLoaded} never loaded`)
  return [
    `of ${countAssetDays(asked, areOfSeveral)} from ${from} to ${to}, ${whole} ${whole === 1 ? 'is' : 'are'} whole: ${parts.join(', ')}`,
  ]
}

function exportedAsJson(exported: Exported, { kind, folder, url, seconds }: ExportWords): object {
  const { columns, days, register, ...counts } = exported
  return {
    target: shownUrl(url),
    folder,
    format: kind.format,
    layout: kind.layout,
    names: kind.names,
    every: formatPeriod(kind.periodSeconds),
    timeZone: kind.timeZone,
    ...counts,
    ...(register !== undefined && {
      register: { state: register.state, assets: register.assets, rows: register.rows },
    }),
    unnamed: columns.unnamed,
    remarks: [...columns.remarks, ...registerRemarks(register)].map(([remark, assets]) => ({
      remark,
      assets,
    })),
    ...(days !== undefined && { days: { from: days.from, to: days.to, ...days.unwhole } }),
    seconds: Number(seconds.toFixed(3)),
  }
}

/** Of the file beside the months'; nothing where there is none. */
function registerWords(register: ExportedRegister | undefined): string {
  if (register?.state !== 'written' && register?.state !== 'kept') return ''
  const { state, assets } = register
  const of = assets === 1 ? '1 asset' : `${assets} assets`
  return `, ${registerName} of ${of} ${state === 'written' ? 'written' : 'up to date'}`
}

/** Each with the assets that it is said of. */
function registerRemarks(
  register: ExportedRegister | undefined,
): [remark: string, assets: readonly Asset[]][] {
  if (register === undefined) return []
  if (register.state === 'unreadable') {
    return [
      [
        `no ${registerName} is written, and one that is there stays: this login may not select asset_register`,
        [],
      ],
    ]
  }
  const { remarks, unknown } = register
  if (unknown.length === 0) return [...remarks]
  return [...remarks, [`not in ${registerName}, since the register says nothing of them`, unknown]]
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function isLastOfMonth(day: Day): boolean {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)
  return next.getUTCDate() === 1
}
