/**
 * What a unit says of an angle: `plain` degrees (`deg`, `°`, `degrees`, `graus`), or degrees of a
 * `direction` (`deg from N`, `° true`). Degrees of temperature (`degC`, `deg C`) and rates (`deg/s`)
 * are none.
 */
export function readDegrees(unit: string | null | undefined): 'plain' | 'direction' | undefined {
  const match = degrees.exec(unit?.trim() ?? '')
  if (match === null) return undefined
  return /\b(n|north|norte|true|magnetic)\b/i.test(match[1] ?? '') ? 'direction' : 'plain'
}

const degrees =
  /^(?:[°º]|deg(?:ree)?s?|graus?)(?!\s*(?:[cfk]|celsius|fahrenheit|kelvin)$)(?:\s+(?!per\b|days?\b|\/)(.*))?$/i

/**
 * Whether a name says that its values are a direction, 0 to 360: one of its words is direction, dir,
 * heading, azimuth or wd, or it is the position of nacelle or yaw (also in Portuguese). Not where
 * another word says that it is a difference, a deviation or relative to something.
 */
export function namesDirection(name: string): boolean {
  const words = wordsOf(name)
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word))
  if (has(differences)) return false
  return has(directions) || (has(/^(pos|position|orientation|posicao)$/) && has(turning))
}

const directions = /^(\w*direction|\w*heading|azimuth|dir|\w*winddir|wdir|wd|direcao|azimute)$/
const turning = /^(nac|nacelle|nacele|yaw)$/
const differences =
  /^(rel|relative|error|err|diff|difference|delta|deviation|misalignment|offset|std|stddev|sd|relativ[ao]|erro|desvio|desalinhamento)$/

/** `WMET_HorWdDir` is wmet, hor, wd, dir; accents are left out. */
export function wordsOf(name: string): string[] {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}
