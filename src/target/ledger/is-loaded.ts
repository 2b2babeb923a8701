import type { LoadStatus } from '../tables/schema.ts'

const loaded = ['loaded', 'open'] as const satisfies LoadStatus[]

/** As an SQL list: the statuses of a day of which the Target holds what a load brought. */
export const loadedStatuses = `('${loaded.join("', '")}')`

/** Whether the Target holds what a load brought of a day, whole or still under way. */
export function isLoaded<Row extends { readonly status: string }>(
  row: Row | undefined,
): row is Row & { readonly status: (typeof loaded)[number] } {
  return loaded.some((status) => status === row?.status)
}
