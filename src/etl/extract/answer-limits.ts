import { microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'

/** What shapes an answer's size. */
export type AskedFor = Pick<EtlSettings, 'sampleSeconds'> & Pick<Scope, 'variables'>

/**
 * Cells, times among them, that an answer may always bring: 68 MB. It bounds memory, so it is counted in
 * cells and is no guess of how many rows are right. Odd answers that a Source may well give stay under it:
 * of a day of three variables, twenty turbines in one table with samples of a second where the settings
 * say a minute are 7 million. A month of seconds is, up to two variables; of more, its days are asked for
 * one by one.
 */
const cellsAlwaysTaken = 8_500_000

/** Where the settings themselves expect many rows: more than twenty turbines of them in one table. */
const timesExpected = 30

/** Of so many cells, and of twice what is expected, answers may be read at the same time. */
const cellsAtOnce = 300_000

/** Rows that the settings expect of an interval. */
export function expectedRows({ start, end }: Interval, { sampleSeconds }: AskedFor): number {
  return Math.ceil((end - start) / (sampleSeconds * 1e6))
}

/** Rows of an interval beyond which the answer is given up. */
export function mostRows(interval: Interval, asked: AskedFor): number {
  const cells = Math.floor(cellsAlwaysTaken / (1 + asked.variables.length))
  return Math.max(cells, timesExpected * expectedRows(interval, asked))
}

/**
 * Rows of an interval beyond which an answer is read on alone in the process: windows of a backfill are
 * in flight at the same time, and odd answers to all of them would be as many times the memory.
 */
export function mostRowsAtOnce(interval: Interval, asked: AskedFor): number {
  const rows = Math.floor(cellsAtOnce / (1 + asked.variables.length))
  return Math.max(rows, 2 * expectedRows(interval, asked))
}

/**
 * Bytes of so many rows as Arrow beyond which the answer is given up. A cell takes 8 and a bit, and a
 * batch of wide rows two thirds more; batches without rows take only bytes.
 */
export function mostArrowBytes(rows: number, { variables }: AskedFor): number {
  return 32e6 + 16 * rows * (1 + variables.length)
}

/**
 * Bytes of an inventory beyond which the answer is given up: an entry takes 70 and its name, which may be
 * written with escapes, six characters each. A million is for the rest, units among it.
 */
export function mostInventoryBytes(
  { start, end }: Interval,
  { variables }: Pick<Scope, 'variables'>,
): number {
  const days = Math.ceil((end - start) / microsecondsPerDay) + 1
  const day = variables.reduce((sum, name) => sum + 256 + 6 * name.length, 256)
  return 1e6 + days * day
}
