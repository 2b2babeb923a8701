/** Four digits, but not 0000. */
const year = '(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])'
/** The last two digits of a multiple of four that is not a full century. */
const fourth = '(?:0[48]|[2468][048]|[13579][26])'
const leapYear = `(?:[0-9]{2}${fourth}|(?:0[48]|[2468][048]|[13579][26])00)`

/** A day of the calendar from the year 1 to 9999, `2025-01-03`, as a regular expression without anchors. */
export const calendarDayPattern = `(?:${[
  `${year}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])`,
  `${year}-(?:0[13-9]|1[0-2])-(?:29|30)`,
  `${year}-(?:0[13578]|1[02])-31`,
  `${leapYear}-02-29`,
].join('|')})`
