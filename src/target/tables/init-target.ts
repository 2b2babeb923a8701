import { MinuanoError } from '../../errors/minuano-error.ts'
import { signalName } from '../../signal/signal-name.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { say } from '../../log/say.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { scramVerifier } from '../../postgres/scram-verifier.ts'
import { ensureSignals } from './ensure-signals.ts'
import type { Units } from './ensure-signals.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { settleParts } from '../partitions/settle-parts.ts'
import { askedTables, giveRights } from './give-rights.ts'
import { keepWideView } from './keep-wide-view.ts'
import { migrateTarget } from './migrate-target.ts'
import { findPlace } from './own-schema.ts'
import { writeRegister } from '../register/write-register.ts'
import { writeStateCodes } from '../register/write-state-codes.ts'
import type { StateCode } from '../register/write-state-codes.ts'
import type { Register } from '../register/register-entry.ts'
import type { Place } from './own-schema.ts'
import type { Target } from './schema.ts'

export interface InitTargetOptions {
  readonly signals: readonly SignalKey[]
  /** Units of variables that the settings say; a run fills in the Source's. */
  readonly units: Units
  /** What the settings say that assets are. */
  readonly register?: Register
  readonly states?: ReadonlyMap<string, readonly StateCode[]>
  /** With a password a role may log in; without, a new role may not, and an old one stays as it is. */
  readonly etlPassword?: string | undefined
  readonly readerPassword?: string | undefined
}

/** What `initTarget` did, for a person. */
export interface InitTargetResult {
  readonly steps: readonly string[]
  readonly signals: readonly string[]
  /** Why the roles were left alone; `null` when they are as they should be. */
  readonly rolesLeft: string | null
}

/**
 * Makes the Target's roles (`etl` owns the tables, `reader` may select), its tables, and a row for
 * each signal. Doing it again changes nothing. Where the connecting role may not make roles, it owns
 * the tables itself.
 */
export async function initTarget(
  target: Target,
  options: InitTargetOptions,
): Promise<InitTargetResult> {
  try {
    await demandPrimary(target)
    const { owner: found, role } = await findPlace(target.client)
    // Tables that another role loads stay that role's: it could else load them no more.
    const loader = found === null || found === role ? 'etl' : found
    const refused = await attempt(target, 'making roles', () => makeRoles(target, options, loader))
    const { steps, place } = await migrateTarget(target, refused === null ? loader : undefined)
    await settleParts(target, place, say)
    await ensureSignals(target, options.signals, options.units)
    await writeRegister(target, options.register ?? new Map<never, never>())
    await writeStateCodes(target, options.states ?? new Map<never, never>())
    await keepWideView(target, true)
    const rolesLeft =
      refused ?? (await attempt(target, 'giving rights', () => handOver(target, place, loader)))
    if (rolesLeft === null && loader !== 'etl') {
      say(
        `the Target: its tables belong to the role ${loader}, who loads them, and stay so. To have etl load them, run \`minuano target init\` as ${loader}, who must be allowed to make roles`,
      )
    }
    return { steps, signals: options.signals.map(signalName), rolesLeft }
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

/** A standby's tables may all be there: nothing then would say that nothing can be written. */
async function demandPrimary(target: Target): Promise<void> {
  const [row] = await readOnce<{ standby: boolean }>(
    target,
    'looking whether it is a standby',
    'select pg_is_in_recovery() as standby',
  )
  if (row?.standby !== true) return
  throw new MinuanoError(
    'target-refused',
    'the Target is a standby, which takes no writes: give TARGET_DATABASE_URL of the primary. The standby then gets tables, roles and rows from there',
  )
}

/** Runs `work` in a transaction; a refusal worth no retry is undone, and its message given. */
async function attempt(target: Target, what: string, work: () => Promise<void>) {
  try {
    await inTransaction(target, { what }, work)
    return null
  } catch (error) {
    const fault = classifyPostgresError(error, 'Target')
    if (fault.retryable) throw fault
    return fault.message
  }
}

async function makeRoles(
  { client }: Target,
  options: InitTargetOptions,
  loader: string,
): Promise<void> {
  const known = await client.query<{ name: string }>(
    `select rolname as name from pg_roles where rolname in ('etl', 'reader')`,
  )
  const names = new Set(known.rows.map(({ name }) => name))
  await makeRole(client, names, 'etl', options.etlPassword)
  await makeRole(client, names, 'reader', options.readerPassword)
  // From PostgreSQL 16 on, a role's maker is its member without being allowed to act as it.
  const { rows } = await client.query<{ may_act: boolean; database: string }>(
    `select current_database() as database, pg_has_role(current_user, 'etl',
       case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end
     ) as may_act`,
  )
  const { may_act: mayAct, database } = rows[0]!
  await client.query(`
    ${mayAct ? '' : 'grant etl to current_user;'}
    grant connect on database ${quoteIdentifier(database)} to etl, reader;
    grant usage, create on schema public to ${quoteIdentifier(loader)};
    grant usage on schema public to reader`)
}

/** Gives every table of ours, partitions too, to the role that loads, and lets `reader` select. */
async function handOver({ client }: Target, place: Place, loader: string): Promise<void> {
  await giveRights(client, place, loader, loader === 'etl' ? 'all' : 'mine')
  const [at, own] = [place.record!, place.own].map(quoteIdentifier)
  // `status` asks first which tables there are.
  await client.query(`
    ${place.isThere && place.isOwner ? `grant usage on schema ${own!} to reader;` : ''}
    grant select on ${askedTables.join(', ')}, ${at!}.minuano_migration to reader`)
}

async function makeRole(
  client: Target['client'],
  known: ReadonlySet<string>,
  name: 'etl' | 'reader',
  password: string | undefined,
): Promise<void> {
  if (!known.has(name)) await client.query(`create role ${name}`)
  if (password !== undefined) {
    await client.query(`alter role ${name} login password ${quoteLiteral(scramVerifier(password))}`)
  }
}
