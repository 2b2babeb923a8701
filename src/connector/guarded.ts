import type { Guarded } from '../http/check-access.ts'

/** What messages about access to the Connector say. */
export const guarded: Guarded = {
  name: 'Connector',
  reads: 'the Source',
  keySetting: 'CONNECTOR_API_KEY',
  keyFileSetting: 'CONNECTOR_API_KEYS_FILE',
}
