import { lstatSync, readFileSync } from 'node:fs'

/** A user of this machine. */
export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/**
 * As whom the server must run: PostgreSQL refuses to run as root, so for root it is the cluster's
 * owner if there is a cluster, else `postgres`, `nobody`, or any user. `undefined`: as ourselves.
 */
export function chooseServerUser(cluster: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = ownerOf(cluster)
  if (owner !== undefined && owner.uid !== 0) return owner
  const users = listUsers()
  // initdb demands a user that the system's list has, so a number out of the air will not do.
  return (
    users.get('postgres') ?? users.get('nobody') ?? [...users.values()].find(({ uid }) => uid !== 0)
  )
}

function ownerOf(path: string): SystemUser | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat && { uid: stat.uid, gid: stat.gid }
}

function listUsers(): Map<string, SystemUser> {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const users = new Map<string, SystemUser>()
  for (const line of lines) {
    const [name = '', , uid = '', gid = ''] = line.split(':')
    if (/^\d+$/.test(uid) && /^\d+$/.test(gid)) users.set(name, { uid: +uid, gid: +gid })
  }
  return users
}
