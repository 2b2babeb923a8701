/** The rows of the table, in its order. */
export const rowNames = [
  'day',
  'flags',
  'year',
  'same-year',
  'changed-year',
  'ten-years',
  'json',
  'arrow',
  'farm-day',
  'farm-load',
  'farm-narrow',
  'farm-read',
  'export-year',
  'export-farm',
  'report-farm',
  'first-byte',
  'page',
  'load',
] as const

export type RowName = (typeof rowNames)[number]
