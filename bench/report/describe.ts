import { formatTable } from '../../src/log/format-table.ts'
import type { SmallChecks } from '../compare/check-small.ts'
import { findLimits } from './limits.ts'
import type { Report } from './report.ts'
import { describeVerdict, figureHeader, figureRows, headroomOf } from './table.ts'

/** The report for a terminal: ratios first. */
export function describeReport({ rows, failed, leftOut, machine }: Report): string {
  const limits = findLimits(rows, machine.cores)
  const ratios = rows.flatMap(({ name, title, verdicts }) => [
    title,
    ...verdicts.map(
      (verdict) =>
        `  against ${verdict.against}: ${describeVerdict(verdict, headroomOf(name, limits))}`,
    ),
  ])
  return [
    ...ratios,
    '',
    formatTable(figureHeader, figureRows(rows), new Set([2, 3])),
    '',
    ...rows.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
    ...failed.map((name) => `FAILED: ${name}, see above`),
    ...leftOut.map((line) => `left out: ${line}`),
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory}; ${machine.load}`,
  ].join('\n')
}

/** What the small mode has checked, a line each. */
export function describeChecks({ checks, leftOut }: SmallChecks): string {
  return [
    ...checks.map(({ name, fault }) => (fault === null ? `same: ${name}` : `${name}: ${fault}`)),
    ...leftOut.map((line) => `left out: ${line}`),
  ].join('\n')
}
