import { connect } from 'node:net'

/** Sends these very bytes to a server on this machine, and gives all that it answers till it closes. */
export async function rawRequest(
  url: string,
  lines: readonly string[],
  body = '',
): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}
