import type { Frame } from '../../frame/frame.ts'
import { classNumbers, sampleClasses } from '../../signal/sample-class.ts'
import type { ValidRanges } from '../../signal/valid-range.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { collectBins } from './bin-classes.ts'
import type { BinClasses, FoundRows } from './bin-classes.ts'

/**
 * By variable, the bins that are not whole: each row is in one class of `sampleClasses`, and so is each place where a
 * row is expected and none is.
 */
export async function classifySamples(
  found: FoundRows,
  settings: Pick<EtlSettings, 'duplicates' | 'leaveOut' | 'periodSeconds' | 'sampleLabel'> & {
    readonly ranges: ValidRanges
  },
): Promise<ReadonlyMap<string, BinClasses>> {
  const classes = new Map<string, BinClasses>()
  const mayRepeat = found.runs.length > 0 && settings.duplicates !== 'all'
  for (const [variable, used] of found.used) {
    if (!mayRepeat && isPlain(found, variable)) {
      classes.set(variable, countPlain(used, found))
      continue
    }
    // Loaded on demand: of most days nothing is to be said but what is missing.
    const { classifyRows } = await import('./classify-rows.ts')
    classes.set(variable, classifyRows(found, variable, settings))
  }
  return classes
}

/** Whether each row is a valid sample or has no value. */
function isPlain({ rows, outOfRange, marks }: FoundRows, variable: string): boolean {
  const isMarked =
    (marks.excluded?.has(variable) ?? false) || (marks.frozen?.has(variable) ?? false)
  return !isMarked && !((outOfRange.get(variable) ?? 0) > 0) && saysNothing(rows, variable)
}

function saysNothing({ reasons }: Frame, variable: string): boolean {
  const bytes = reasons?.get(variable)
  if (bytes === undefined) return true
  for (let row = 0; row < bytes.length; row++) if (bytes[row] !== 0) return false
  return true
}

function countPlain(used: Float64Array, { edges, hasOwnRows, perBin }: FoundRows): BinClasses {
  const { add, all } = collectBins(used.length)
  const ofBin = new Uint32Array(sampleClasses.length)
  const places = Math.floor(perBin)
  for (let bin = 0; bin < used.length; bin++) {
    const valid = used[bin]!
    const rows = hasOwnRows ? valid : edges[bin + 1]! - edges[bin]!
    const missing = Math.max(places, rows) - valid
    if (valid === perBin && missing === 0) continue
    ofBin[classNumbers.valid] = valid
    ofBin[classNumbers.missing] = missing
    add(bin, ofBin)
  }
  return all()
}
