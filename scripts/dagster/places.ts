import { fileURLToPath } from 'node:url'

const pathOf = (place: string) => fileURLToPath(new URL(`../../${place}`, import.meta.url))

/** The clone. */
export const repository = pathOf('.')

/** The code location's packages, pinned. */
export const requirements = pathOf('orchestration/requirements.lock')

/** The code location's own code. */
export const codeLocation = pathOf('orchestration')

/** The program, as it is built. */
export const minuano = pathOf('dist/main.js')

/** Runs Dagster, and ends it when we are gone. */
export const keeper = pathOf('scripts/dagster/keep-dagster.ts')
