import { looksLikeTime } from '../cells/guess-time-format.ts'
import { findBelowHeader } from './below-header.ts'
import type { BelowHeader } from './below-header.ts'
import { guessDelimiter } from './guess-delimiter.ts'
import { splitLine } from './split-line.ts'

/** Where a file's header is. */
export interface HeaderPlace {
  /** Its line; the file's first is 1. */
  readonly line: number
  /** Where its cells begin in the text: after a comment's mark. */
  readonly start: number
  readonly delimiter: string
  readonly below: BelowHeader
}

export interface FindHeaderOptions {
  /** Headers that the file must have. */
  readonly wanted: readonly string[]
  readonly delimiter: string | undefined
  readonly decimalComma: boolean
  /** The header's line, if it is told. */
  readonly headerLine: number | undefined
}

interface Line {
  readonly text: string
  readonly start: number
}

const mostLines = 1000
/** What begins a comment, in files that have such lines; a header may be one. */
const commentMark = /^\s*(?:#+|\/\/+|;+|!+|REM\b)\s*/i

/** The length of the mark that makes a line a comment; a delimiter is none. */
function markLength(text: string, delimiter: string): number {
  const mark = commentMark.exec(text)?.[0] ?? ''
  return mark.includes(delimiter) ? 0 : mark.length
}

/**
 * Finds the header line: the one that is told; the first that has all headers wanted; the last line of
 * names before the first two rows that look like data; otherwise the first line that is no comment.
 * Undefined where the text has no line at all. `text` is the file's beginning.
 */
export function findHeader(text: string, options: FindHeaderOptions): HeaderPlace | undefined {
  const lines = linesOf(text)
  const at = options.headerLine === undefined ? undefined : options.headerLine - 1
  if (at !== undefined) {
    const line = lines[at]
    return line === undefined ? undefined : placeOf(lines, at, delimiterFor(lines, at, options))
  }
  const candidates = options.delimiter === undefined ? ['\t', ';', ',', '|'] : [options.delimiter]
  const found = findWanted(lines, candidates, options.wanted) ?? findAboveData(lines, candidates)
  if (found !== undefined) {
    return placeOf(lines, found.at, found.delimiter, 'isRaw' in found && found.isRaw)
  }
  const isBlank = (line: Line) => line.text.trim() === ''
  const plain = lines.findIndex((line) => !isBlank(line) && !/^\s*(?:#|\/\/)/.test(line.text))
  const first = plain === -1 ? lines.findIndex((line) => !isBlank(line)) : plain
  return first === -1 ? undefined : placeOf(lines, first, delimiterFor(lines, first, options))
}

/** Cells of a header's line, whether or not it is a comment. */
function cellsOf(line: Line, delimiter: string): string[] {
  return splitLine(line.text.slice(markLength(line.text, delimiter)), delimiter)
}

function findWanted(
  lines: readonly Line[],
  candidates: readonly string[],
  wanted: readonly string[],
) {
  if (wanted.length === 0) return undefined
  for (const [at, line] of lines.entries()) {
    for (const delimiter of candidates) {
      const hasAll = (cells: readonly string[]) =>
        wanted.every((header) =>
          cells.some((cell) => cell.normalize() === header.trim().normalize()),
        )
      if (hasAll(splitLine(line.text, delimiter))) return { at, delimiter, isRaw: true }
      if (hasAll(cellsOf(line, delimiter))) return { at, delimiter, isRaw: false }
    }
  }
  return undefined
}

/** The names above the first two rows of data, with the delimiter that gives most cells. */
function findAboveData(lines: readonly Line[], candidates: readonly string[]) {
  let best: { at: number; delimiter: string; width: number } | undefined
  for (const delimiter of candidates) {
    const data = findData(lines, delimiter)
    if (data === undefined) continue
    const at = findNames(lines, data.at, data.width, delimiter)
    if (at !== undefined && data.width > (best?.width ?? 1))
      best = { at, delimiter, width: data.width }
  }
  return best
}

function findData(lines: readonly Line[], delimiter: string) {
  for (const [at, line] of lines.entries()) {
    const cells = splitLine(line.text, delimiter)
    if (cells.length < 2) continue
    const time = cells.findIndex(looksLikeTime)
    if (time === -1 || isMostlyText(cells, time)) continue
    const next = lines.slice(at + 1).find(({ text }) => text.trim() !== '')
    const after = next === undefined ? cells : splitLine(next.text, delimiter)
    if (after.length === cells.length && looksLikeTime(after[time]!)) {
      return { at, width: cells.length }
    }
  }
  return undefined
}

/** `Created; 2025-01-03; by; somebody` is no row of values. */
function isMostlyText(cells: readonly string[], time: number): boolean {
  const others = cells.filter((cell, at) => at !== time && cell !== '')
  const words = others.filter((cell) => !/\d/.test(cell) && cell.length > 12)
  return others.length > 0 && words.length === others.length
}

function findNames(
  lines: readonly Line[],
  before: number,
  width: number,
  delimiter: string,
): number | undefined {
  let names: number | undefined
  for (let at = before - 1; at >= 0; at--) {
    if (lines[at]!.text.trim() === '') continue
    const cells = cellsOf(lines[at]!, delimiter)
    if (cells.length !== width) break
    const areNames = cells.every((cell) => !/^[+-]?[\d.,]+$/.test(cell) && !looksLikeTime(cell))
    if (!areNames) continue
    names ??= at
    // Rows of units and the like stand below the names.
    const below = lines.slice(at + 1, before).map((line) => splitLine(line.text, delimiter))
    if (below.length > 2) break
    if (findBelowHeader(cells, below, false).rows === below.length) names = at
  }
  return names
}

function delimiterFor(lines: readonly Line[], at: number, options: FindHeaderOptions): string {
  return options.delimiter ?? guessDelimiter(lines[at]!.text, options.decimalComma)
}

function placeOf(
  lines: readonly Line[],
  at: number,
  delimiter: string,
  isRaw = false,
): HeaderPlace {
  const { text, start } = lines[at]!
  const mark = isRaw ? 0 : markLength(text, delimiter)
  const header = splitLine(text.slice(mark), delimiter)
  const next = lines.slice(at + 1, at + 3).map((line) => splitLine(line.text, delimiter))
  const isToa5 = at > 0 && splitLine(lines[at - 1]!.text, delimiter)[0] === 'TOA5'
  return {
    line: at + 1,
    start: start + mark,
    delimiter,
    below: findBelowHeader(header, next, isToa5),
  }
}

/** The first lines, each with its place in the text. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  const end = /\r\n|\r|\n/g
  let start = 0
  for (const { index, 0: mark } of text.matchAll(end)) {
    if (lines.length === mostLines) return lines
    lines.push({ text: text.slice(start, index), start })
    start = index + mark.length
  }
  if (start < text.length) lines.push({ text: text.slice(start), start })
  return lines
}
