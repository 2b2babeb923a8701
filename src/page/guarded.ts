import type { Guarded } from '../http/check-access.ts'

/** What messages about access to the page say. */
export const guarded: Guarded = {
  name: 'page',
  reads: 'the Target',
  keySetting: 'PAGE_API_KEY',
  keyFileSetting: 'PAGE_API_KEYS_FILE',
}
