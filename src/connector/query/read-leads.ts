import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { SourceVariable } from '../../source/source.ts'

/** How far before a day what leads into it may begin: rows are then read twice at the most. */
export const mostLeadSeconds = 86_400

/** How many different ones a request may have: a day is counted in as many pieces more. */
export const mostLeads = 10

/**
 * What leads into days, by variable and in microseconds, as `1800:wind_speed` says it of one. Throws `invalid-parameter`
 * where it is said otherwise, of a variable that is not asked for, or twice.
 */
export function readLeads(
  texts: readonly string[] | undefined,
  variables: readonly SourceVariable[],
): ReadonlyMap<string, number> {
  const leads = new Map<string, number>()
  const names = new Set(variables.map(({ name }) => name))
  for (const text of texts ?? []) {
    const [, digits, name = ''] = /^(\d{1,6}):([^]+)$/.exec(text) ?? []
    const seconds = Number(digits)
    if (digits === undefined || seconds < 1 || seconds > mostLeadSeconds) {
      throw invalid(
        `lead is ${quoteShort(text)}: write seconds, 1 to ${mostLeadSeconds}, a colon and a variable, such as 1800:wind_speed`,
      )
    }
    if (!names.has(name)) {
      throw invalid(`lead names ${quoteShort(name)}, which is none of the variables asked for`)
    }
    if (leads.has(name)) throw invalid(`lead names ${quoteShort(name)} twice`)
    leads.set(name, seconds * 1e6)
  }
  if (new Set(leads.values()).size > mostLeads) {
    throw invalid(`lead has more than ${mostLeads} different times: ask in parts`)
  }
  return leads
}

function invalid(message: string): MinuanoError {
  return new MinuanoError('invalid-parameter', message)
}
