import { fileURLToPath } from 'node:url'

/** The file that pins the peers' packages. */
export const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url))
