import { reasonNumbers } from '../../frame/reasons.ts'

/** How a Source says of a value whether it is good. */
export const qualityKinds = ['opc-da', 'opc-ua', 'aveva', 'pi', 'list'] as const

export type QualityKind = (typeof qualityKinds)[number]

const bad = reasonNumbers['bad-quality']
const uncertain = reasonNumbers['uncertain-quality']
const substituted = reasonNumbers['substituted']
const state = reasonNumbers['state']

/**
 * By kind, the reason of a code that is a whole number, as SQL: an int4, 0 for good. `code` is SQL of type int8, NULL
 * where the quality is no whole number. What the kind does not know is bad.
 */
export const codeReasons: Readonly<Record<Exclude<QualityKind, 'list'>, (code: string) => string>> =
  {
    // The low byte is QQSSSSLL, the high one the vendor's (OPC UA Part 8, A.3.2.3). LL says at which limit a value is.
    'opc-da': (code) => `case
    when ${code} not between -32768 and 65535 then ${bad}
    when ${code} & 252 = 216 then ${substituted}
    when ${code} & 192 = 192 then 0
    when ${code} & 192 = 64 then ${uncertain}
    else ${bad} end`,
    // 32 bits, the two highest the severity, the next 14 the rest of the code (OPC UA Part 4, 7.39): Good_LocalOverride
    // is 0x00960000.
    'opc-ua': (code) => `case
    when ${code} not between -2147483648 and 4294967295 then ${bad}
    when ${code} & 4294901760 = 9830400 then ${substituted}
    when ${code} >> 30 & 3 = 0 then 0
    when ${code} >> 30 & 3 = 1 then ${uncertain}
    else ${bad} end`,
    aveva: (code) => `case ${code} when 0 then 0 when 16 then ${uncertain} else ${bad} end`,
    // The status of an archived value: 0, or which digital state stands in its place.
    pi: (code) => `case ${code} when 0 then 0 else ${state} end`,
  }

/** The reason of a quality that is none of its kind's codes, and not NULL either. */
export function unknownReason(kind: QualityKind): number {
  return kind === 'pi' ? state : bad
}

/** The reason of a quality that is NULL. */
export const nullReason = uncertain
