import { randomBytes } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { processIdentity } from './process-identity.ts'

/** Who holds, or held, the data folder. */
export interface LockClaim {
  readonly pid: number
  /** Tells the process from a later one with the same number. */
  readonly identity: string
  /** The command, for messages: `up`, `backfill`. */
  readonly command: string
  /** Unique to this claim. */
  readonly token: string
  readonly isReleased: boolean
}

/** A claim and its place among the claims: the highest number is the one that counts. */
export interface NumberedClaim {
  readonly number: number
  readonly claim: LockClaim
}

export function makeClaim(command: string): LockClaim {
  return {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    command,
    token: randomBytes(9).toString('base64url'),
    isReleased: false,
  }
}

export function claimPath(folder: string, number: number): string {
  return join(folder, `lock.${number}`)
}

/** The numbers of all claims, the highest first. */
export async function listClaims(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

/** The claim that counts; `undefined` where there never was one. */
export async function readClaim(folder: string): Promise<NumberedClaim | undefined> {
  const [number] = await listClaims(folder)
  if (number === undefined) return undefined
  try {
    return { number, claim: parseClaim(await readFile(claimPath(folder, number), 'utf8')) }
  } catch (error) {
    // A successor has removed it since we looked: then there is a higher one.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return readClaim(folder)
    throw error
  }
}

function parseClaim(text: string): LockClaim {
  try {
    return JSON.parse(text) as LockClaim
  } catch {
    // A claim appears with its whole text, so a power cut has spoilt this one: nobody holds it.
    return { pid: 0, identity: '', command: '', token: '', isReleased: true }
  }
}

/** Whether its process still runs and has not released it. */
export function isHeld({ claim }: NumberedClaim): boolean {
  return !claim.isReleased && processIdentity(claim.pid) === claim.identity
}

/** What a command ends with that has waited long enough for the holder. */
export function busyError(folder: string, { claim }: NumberedClaim): MinuanoError {
  return new MinuanoError(
    'stack-busy',
    `another command works on the data folder ${folder} (${claim.command}, process ` +
      `${claim.pid}): try again when it has ended, or end it`,
  )
}
