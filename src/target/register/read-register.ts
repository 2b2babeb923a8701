import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { readOnce } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'
import type { Register, RegisterEntry } from './register-entry.ts'
import { registerMembers } from './register-members.ts'

const noRight = '42501'

/**
 * What the Target says of all assets that this role may see, each one's entries by the day from which they are valid;
 * `undefined`: the role may not select the register.
 */
export async function readRegister(target: Target): Promise<Register | undefined> {
  const columns = registerMembers.map(([name, column]) => `'${name}', ${column}`).join(', ')
  try {
    const rows = await readOnce<{ asset: Asset; entry: RegisterEntry }>(
      target,
      'reading the register',
      `select asset, jsonb_build_object(${columns}) as entry
       from asset_register order by asset, valid_from nulls first`,
    )
    const register = new Map<Asset, RegisterEntry[]>()
    for (const { asset, entry } of rows) {
      register.set(asset, [...(register.get(asset) ?? []), entry])
    }
    return register
  } catch (error) {
    const cause = error instanceof MinuanoError ? error.cause : error
    if ((cause as { code?: unknown } | undefined)?.code === noRight) return undefined
    throw classifyPostgresError(error, 'Target')
  }
}
