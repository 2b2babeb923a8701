import type { SourceColumn } from './list-columns.ts'
import { numericTypes } from './numeric-types.ts'

/** A column that may say whose a row is. */
export interface KeyCandidate {
  readonly column: string
  /** What its name says; null where it says neither. */
  readonly looksLike: 'asset' | 'tag' | null
  readonly isNumber: boolean
}

const words = {
  asset: list(
    'asset ativo turbine turbina aerogerador aero wtg wec wt machine maquina máquina device equipment equipamento equip station estacao estação site park parque plant usina logger generator gerador',
  ),
  tag: list(
    'tag sensor signal sinal channel canal point ponto variable variavel variável parameter parametro parâmetro metric measurement quantity name nome',
  ),
}
/** They make no other thing of what stands beside them. */
const ofNames = list(
  'id no nr num number numero número code codigo código key name nome ref unit fk',
)

/** Columns that are looked at in the rows, the first of the table. */
const mostCandidates = 20

/**
 * The columns that may say of which turbine, or which tag, a row is: texts of any name, and whole numbers and
 * other values whose name is that of an asset or a tag.
 */
export function findKeyCandidates(
  columns: readonly SourceColumn[],
  timeColumn: string,
): KeyCandidate[] {
  return columns
    .filter(({ name, readable }) => readable && name !== timeColumn)
    .flatMap((column): KeyCandidate[] => {
      const isText = /^(text|varchar|bpchar|name|char|citext)$/.test(column.base)
      const looksLike = readName(column.name, isText)
      const isKey = /^(int[248]|numeric|uuid|oid)$/.test(column.base) || isOwnType(column)
      if (!isText && (looksLike === null || !isKey)) return []
      return [{ column: column.name, looksLike, isNumber: numericTypes.includes(column.base) }]
    })
    .slice(0, mostCandidates)
}

/** What a name is that of: a text's may have other words beside, a number's then is a measured value's. */
export function readName(name: string, isText: boolean): KeyCandidate['looksLike'] {
  const parts = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '')
  if (/^unit ?id$/.test(parts.join(' '))) return 'asset'
  const isOf = (known: readonly string[]) =>
    parts.some((part) => known.includes(singular(part))) &&
    (isText || parts.every((part) => known.includes(singular(part)) || ofNames.includes(part)))
  if (isOf(words.asset)) return 'asset'
  return isOf(words.tag) ? 'tag' : null
}

function singular(word: string): string {
  return word.replace(/(?<=\p{L}{3})s$/u, '')
}

/** An enum's name, for one. */
function isOwnType({ type }: SourceColumn): boolean {
  return !/^(bool|real|double|time|date|interval|json|xml|bytea|bit|point|line|box|path|poly|circle|.*\[\])/.test(
    type,
  )
}

function list(text: string): readonly string[] {
  return text.split(' ')
}
