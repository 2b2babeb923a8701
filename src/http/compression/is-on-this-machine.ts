/** Whether the peer of a connection, by its address as the system writes it, is of this machine; so is one without. */
export function isOnThisMachine(address: string | undefined): boolean {
  // `isLoopback` takes any way to write an address, and sixty times as long.
  return address === undefined || address === '::1' || /^(::ffff:)?127\./.test(address)
}
