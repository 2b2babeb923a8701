import { join } from 'node:path'
import { makeProgramFolder, runProgram } from './system-program.ts'
import type { ProgramFolder } from './system-program.ts'

/** A private authority, and what it signed for `localhost`; another that signed nothing. */
export interface Certificates {
  readonly folder: ProgramFolder
  readonly authority: string
  readonly otherAuthority: string
  readonly certificate: string
  readonly key: string
}

/** Made by openssl. Throws where it is not there. */
export function makeCertificates(): Certificates {
  const folder = makeProgramFolder()
  const at = (name: string) => join(folder.path, name)
  const openssl = (...args: string[]) => runProgram('openssl', args, folder)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  for (const name of ['authority', 'other']) {
    openssl(
      ...['req', '-x509', ...curve, '-subj', `/CN=${name}`, '-days', '2'],
      ...['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)],
    )
  }
  openssl('req', ...curve, '-subj', '/CN=localhost', '-keyout', at('server.key'), '-out', at('csr'))
  openssl(
    ...['x509', '-req', '-in', at('csr'), '-days', '2', '-CAcreateserial'],
    ...['-CA', at('authority.crt'), '-CAkey', at('authority.key'), '-out', at('server.crt')],
    ...['-extfile', folder.write('names', 'subjectAltName=DNS:localhost')],
  )
  return {
    folder,
    authority: at('authority.crt'),
    otherAuthority: at('other.crt'),
    certificate: at('server.crt'),
    key: at('server.key'),
  }
}
