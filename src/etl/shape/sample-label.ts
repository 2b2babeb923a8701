import type { EtlSettings } from './etl-settings.ts'

/**
 * How far behind its bin a sample is stamped, in microseconds: one that is labelled by its end belongs
 * to the microsecond before, PostgreSQL's resolution.
 */
export function labelShift(label: EtlSettings['sampleLabel']): 0 | 1 {
  return label === 'end' ? 1 : 0
}
