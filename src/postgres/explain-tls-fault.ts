import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { sideCodes } from './classify-error.ts'
import type { Side } from './classify-error.ts'

/** What is wrong between a server's TLS and the settings, with what to do. */
export function explainTlsFault(
  error: unknown,
  side: Side,
  { host, port }: { readonly host: string; readonly port: number },
): MinuanoError {
  const { code = '' } = error as { code?: string }
  const server = `the ${side}'s server ${host}:${port}`
  const refuse = (message: string) =>
    new MinuanoError(sideCodes[side].refused, message, { cause: error })
  // Node's advice is for those who start Node.
  const words = describeError(error).replace(/; if the root CA .*/, '')
  const said = `${words}${code === '' ? '' : ` (${code})`}`
  if (/does not support SSL/.test(said)) {
    return refuse(
      `${server} has no TLS, which sslmode asks for: turn it on there, or write sslmode=prefer or disable and send everything in the clear`,
    )
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return refuse(
      `the certificate of ${server} is for another name: ${said}. Write the name that it has, or sslmode=verify-ca, which does not ask for it`,
    )
  }
  if (code !== '' && !/^(ERR_|EPROTO)/.test(code)) {
    return refuse(
      `the certificate of ${server} is not accepted: ${said}. sslrootcert must be the file of the authority that signed it`,
    )
  }
  return refuse(`${server} and we find no common TLS: ${said}`)
}
