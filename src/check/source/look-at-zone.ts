import { clockChanges } from '../../time/clock-changes.ts'
import { isUtc, offsetAt } from '../../time/zone.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { findClockEvidence } from './clock-evidence.ts'
import type { ClockEvidence } from './clock-evidence.ts'
import { describeOffset, fixedZone } from './fixed-zone.ts'
import type { RowsOf } from './newest-rows.ts'

const make = findingsOf('Source')

/** A time column without zone, and what its zone is held against. */
export interface ZoneQuestion extends RowsOf {
  /** What SOURCE_TIME_ZONE says. */
  readonly timeZone: string
  /** The plant's: what its clock may follow, where it is said to follow none. */
  readonly plantZone: string
  readonly first: number
  readonly last: number
  /** By the Source's own clock. Instants, in microseconds. */
  readonly now: number
}

/**
 * Whether the clock of a column without zone is put forward and back as its zone says. A clock that keeps
 * winter time has rows in the hour of spring that its zone does not have, and none twice in autumn.
 */
export async function lookAtZone(server: OpenServer, question: ZoneQuestion): Promise<Finding[]> {
  const { timeZone, plantZone } = question
  const year = new Date(question.last / 1000).getUTCFullYear()
  const own = await findClockEvidence(server, question, timeZone, question)
  if (own.winterOffset !== undefined || clockChanges(timeZone, year).length > 0) {
    return [judge(own, question, year)]
  }
  if (isUtc(plantZone) || plantZone === timeZone) return []
  const plant = await findClockEvidence(server, question, plantZone, question)
  const follows = plant.doubled > 0 && plant.jumps === 0
  if (!follows) return []
  return [
    make.fault(
      `the clock is said to be ${timeZone}, and is put forward and back as that of ${plantZone} is: its hour of autumn is there twice, that of spring is not`,
      { settings: [`SOURCE_TIME_ZONE=${plantZone}`] },
    ),
  ]
}

function judge(evidence: ClockEvidence, question: ZoneQuestion, year: number): Finding {
  const { timeZone: zone } = question
  const { forward, back, jumps, jumpedRows, newestJump, doubled, doubledRows } = evidence
  if (jumps > 0 && doubled > 0) {
    return make.fault(
      `${jumpedRows} rows are of hours that the clock of ${zone} never shows (such as ${newestJump}), yet ${doubled} of ${back} hours of autumn are there twice: rows of both kinds of clock, or of another zone. Ask who writes them`,
    )
  }
  if (jumps > 0) {
    const { offset, why } = guessOffset(evidence.winterOffset!, question)
    const fixed = fixedZone(offset, year)
    const name = fixed === undefined ? '' : `: ${fixed}`
    return make.fault(
      `the clock does not follow the summer time of ${zone}: ${jumpedRows} rows are of hours that it never shows there (such as ${newestJump})${back > 0 ? ', and no hour of autumn is there twice' : ''}. ${why}${name}`,
      fixed === undefined ? {} : { settings: [`SOURCE_TIME_ZONE=${fixed}`] },
    )
  }
  if (doubled > 0) {
    return make.ok(
      `the clock follows the summer time of ${zone}: ${doubledRows} rows are of hours that come twice in autumn, and are left out as ambiguous`,
    )
  }
  if (forward > 0) {
    const once =
      back > 0
        ? '; the hour that comes twice in autumn is there once, so that one of both is lost'
        : ''
    const text = `the clock skips the hour that ${zone} does not have in spring${once}`
    return back > 0 ? make.note(text) : make.ok(text)
  }
  return make.unconfirmed(
    `whether the clock follows the summer time of ${zone}: ${back > 0 ? 'the hour of autumn is there once, and no spring is among the rows' : 'no day on which it is changed is among the rows'}. If it keeps winter time all year, SOURCE_TIME_ZONE must be a fixed zone (Etc/GMT+3 is UTC-3)`,
  )
}

/** A recorder that runs has written a moment ago; no clock is much ahead of another. */
const live = { most: 15 * 60e6, least: -5 * 60e6 }

/** What a fixed clock is ahead of UTC: winter time, or nothing where only so the newest row is of now. */
function guessOffset(winter: number, { last, now, timeZone }: ZoneQuestion) {
  const shown = last + offsetAt(last, timeZone)
  const isLive = (offset: number) => {
    const age = now - (shown - offset)
    return age < live.most && age > live.least
  }
  const said = `${describeOffset(winter)}, winter time all year`
  if (isLive(winter)) {
    return { offset: winter, why: `It keeps ${said}, by which the newest row is of now` }
  }
  if (isLive(0)) return { offset: 0, why: 'It is UTC, by which the newest row is of now' }
  return {
    offset: winter,
    why: `Most likely it keeps ${said}; it might be UTC too: ask, or compare one event. If it is winter time`,
  }
}
