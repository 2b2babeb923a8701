import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'

/** Of what is wrong with a certificate: OpenSSL's names, and Node's for a name that differs. */
const certificateCode = /CERT|ISSUER|LEAF_SIGNATURE|INVALID_(CA|PURPOSE)|PATH_LENGTH/

/**
 * What is wrong with the certificate of a Connector behind `https:`, with what to do: another try would find the same.
 * Undefined where an error is of something else.
 */
export function explainCertificate(error: unknown, url: string): MinuanoError | undefined {
  const { code = '' } = (error ?? {}) as { code?: unknown }
  if (typeof code !== 'string' || !certificateCode.test(code)) return undefined
  // Node's advice is for those who start Node.
  const words = describeError(error).replace(/; if the root CA .*/, '')
  return new MinuanoError(
    'connector-refused',
    `the certificate of the Connector at ${url} ${explain(code, `${words} (${code})`)}`,
    { cause: error },
  )
}

function explain(code: string, said: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `is for another name: ${said}. Write the name that it has into CONNECTOR_URL`
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return `is not of this time: ${said}. Renew it, or set this machine’s clock`
  }
  return `is not accepted: ${said}. Where an authority of your own signed it, name the file of that authority’s certificate in NODE_EXTRA_CA_CERTS`
}
