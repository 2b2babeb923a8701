import { networkInterfaces } from 'node:os'

/** An IPv4 address of this machine beside loopback: whoever asks by it comes from it. Undefined where it has none. */
export function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}
