// compose.yaml's service `secrets`: node deploy/make-secrets.ts <folder>
import { makeSecrets } from './secrets.ts'

makeSecrets(process.argv[2] ?? '/secrets')
