import { arrow } from './arrow.ts'
import { changedYear } from './changed-year.ts'
import { day } from './day.ts'
import { exportFarm } from './export-farm.ts'
import { exportYear } from './export-year.ts'
import { farmDay } from './farm-day.ts'
import { farmLoad } from './farm-load.ts'
import { farmNarrow } from './farm-narrow.ts'
import { farmRead } from './farm-read.ts'
import { firstByte } from './first-byte.ts'
import { flags } from './flags.ts'
import { json } from './json.ts'
import { load } from './load.ts'
import { page } from './page.ts'
import { reportFarm } from './report-farm.ts'
import type { Row } from './row.ts'
import { sameYear } from './same-year.ts'
import { tenYearsRow } from './ten-years.ts'
import { emptyYear } from './year.ts'

/** In the table's order, but for those that need ten years: they come last. */
export const rows: readonly Row[] = [
  day,
  flags,
  emptyYear,
  sameYear,
  changedYear,
  json,
  arrow,
  farmDay,
  farmLoad,
  farmNarrow,
  farmRead,
  exportYear,
  exportFarm,
  reportFarm,
  tenYearsRow,
  firstByte,
  page,
  load,
]
