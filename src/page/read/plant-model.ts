import { asMinuanoError } from '../../errors/describe-error.ts'
import { errorKinds } from '../../errors/error-codes.ts'
import { remedies } from '../../errors/remedies.ts'
import { redact } from '../../log/redact.ts'
import type { Fault, LastSync } from '../api.ts'
import { createMoments } from './moments.ts'
import type { PageSettings } from './page-settings.ts'
import { whyNotFound } from './reads-found.ts'
import { readLastSync } from './read-last-sync.ts'
import { readPlant } from './read-plant.ts'
import type { PlantFacts } from './read-plant.ts'
import { readRatedPower } from './rated-power.ts'
import type { RatedPower } from './rated-power.ts'
import type { TargetReader } from './target-reader.ts'

/** What every answer is made of, asked for once by requests that come together. */
export interface PlantModel {
  facts(): Promise<PlantFacts>
  rated(): Promise<RatedPower>
  /** What is known now, or was before the Target went, and why it cannot be asked. */
  describe(): Promise<Described>
  /** Something has changed: ask again. */
  forget(): void
}

export interface Described {
  readonly facts: PlantFacts
  readonly rated: RatedPower
  readonly lastSync: LastSync | null
  readonly fault: Fault | null
  readonly notices: readonly string[]
}

/** `allowed`: the plant of whoever may see these assets alone. */
export function createPlantModel(
  target: TargetReader,
  settings: PageSettings,
  allowed?: readonly string[],
): PlantModel {
  const [ofFacts, ofRated] = [createMoments<PlantFacts>(), createMoments<RatedPower>()]
  const facts = () => ofFacts.get('', () => readPlant(target, settings, allowed))
  const rated = () => ofRated.get('', async () => readRatedPower(target, await facts(), settings))
  let known: Described = {
    facts: {
      assets: allowed ?? [settings.asset],
      variables: [],
      wind: null,
      power: null,
      first: null,
      last: null,
    },
    rated: { ratedPower: {}, ratedPowerFrom: {} },
    lastSync: null,
    fault: null,
    notices: [],
  }
  return {
    facts,
    rated,
    forget: () => {
      ofFacts.forget()
      ofRated.forget()
    },
    describe: async () => {
      try {
        const [why, factsNow, ratedNow, lastSync] = await Promise.all([
          whyNotFound(target),
          facts(),
          rated(),
          // What sync did is told of the whole farm.
          allowed === undefined ? readLastSync(target) : null,
        ])
        known = {
          facts: factsNow,
          rated: ratedNow,
          lastSync,
          fault: null,
          notices: why === undefined ? [] : [why],
        }
        return known
      } catch (error) {
        const { code, message } = asMinuanoError(error)
        // What the Target says may name what is not to be seen.
        const said = allowed === undefined ? redact(message) : errorKinds[code].when
        return { ...known, fault: { code, message: said, remedy: remedies[code] } }
      }
    },
  }
}
