import { timeName } from '../../source/source.ts'

/**
 * A variable's name out of a column's: `Wind Speed (m/s)` is wind_speed. What a bracket holds is left out,
 * accents too; a plain name stays as it is. `used` are the names that are gone.
 */
export function nameVariable(column: string, used: ReadonlySet<string>): string {
  const plain = /^[a-z_][a-z0-9_]*$/.test(column) ? column : simplify(column)
  const name = plain === timeName ? `${timeName}_value` : plain
  let free = name
  for (let number = 2; used.has(free); number++) free = `${name}_${number}`
  return free
}

function simplify(column: string): string {
  const words = (text: string) =>
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/(\p{Ll}|\d)(?=\p{Lu}\p{Ll})/gu, '$1 ')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '')
      .join('_')
  const name = words(column.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')) || words(column)
  return /^[a-z]/.test(name) ? name : `v_${name}`.replace(/_$/, '')
}
