import type { Figures } from './figures.ts'
import { sum } from './sum.ts'

/** Energy of covered time, and what it would be at rated power, both in the same unit; `null`: rated power is not known. */
interface Share {
  readonly net: number
  readonly rated: number | null
}

interface CapacityRules {
  /** Whether the ledger knows any day. */
  readonly hasDays: boolean
  readonly hasPower: boolean
  readonly coverage: number | null
  /** Less than this is withheld. */
  readonly least: number
}

/** Why nothing is given of a period that the ledger has no day of. */
export const noDay = 'no day of it is loaded'

/** Energy over rated power and covered time, of what has a rated power; or why it is withheld. */
export function capacityOf(
  shares: readonly Share[],
  { hasDays, hasPower, coverage, least }: CapacityRules,
): Pick<Figures, 'capacityFactor' | 'capacityFactorWithheld'> {
  const known = shares.filter(({ rated }) => rated !== null)
  const rated = sum(known.map((share) => share.rated!))
  const reason = !hasDays
    ? noDay
    : !hasPower
      ? 'no power'
      : shares.length === 0
        ? 'power is not loaded'
        : rated === 0
          ? 'rated power is not known'
          : (coverage ?? 0) < least
            ? `coverage below ${Number((least * 100).toFixed(3))} %`
            : null
  return {
    capacityFactor: reason === null ? sum(known.map(({ net }) => net)) / rated : null,
    capacityFactorWithheld: reason,
  }
}
