import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { codeReasons, nullReason, unknownReason } from './quality-kinds.ts'
import type { QualityKind } from './quality-kinds.ts'

/** The column that says of a row's value whether it is good, and how. */
export interface QualityColumn {
  /** Not quoted. */
  readonly name: string
  readonly holds: 'integer' | 'number' | 'text' | 'boolean'
  readonly kind: QualityKind
  /** Of the kind `list`: the codes that are good. */
  readonly good: readonly string[]
}

/**
 * The reason of a row's quality as SQL, an int4: 0 where it is good, `bad-quality`, `uncertain-quality`, `substituted`
 * or `state`. NULL is uncertain; what the kind does not know is bad, and in PI the name of a state.
 */
export function qualityExpression({ name, holds, kind, good }: QualityColumn): string {
  const column = quoteIdentifier(name)
  const unknown = unknownReason(kind)
  if (kind === 'list') {
    const [value, type] =
      holds === 'integer' || holds === 'number'
        ? [column, 'numeric']
        : [`btrim(${column}::text)`, 'text']
    const codes = good.map((code) => `${quoteLiteral(code)}::${type}`).join(', ')
    return `case when ${column} is null then ${nullReason} when ${value} in (${codes}) then 0 else ${unknown} end`
  }
  if (holds === 'boolean') {
    return `case when ${column} is null then ${nullReason} when ${column} then 0 else ${unknown} end`
  }
  const reason = codeReasons[kind]
  if (holds === 'integer') {
    return `case when ${column} is null then ${nullReason} else ${reason(`${column}::int8`)} end`
  }
  const text = `${column}::text`
  const isWhole =
    holds === 'number'
      ? `${column} between -1e15 and 1e15 and ${column} = trunc(${column})`
      : `${text} ~ ${quoteLiteral('^[ \\t]*[-+]?[0-9]{1,15}[ \\t]*$')}`
  const code = holds === 'number' ? `${column}::int8` : `${text}::int8`
  // PI's own name of a value that no state stands for.
  const isGood =
    kind === 'pi' && holds === 'text' ? `when lower(btrim(${text})) = 'good' then 0` : ''
  return `case when ${column} is null then ${nullReason} when ${isWhole} then ${reason(code)} ${isGood} else ${unknown} end`
}
