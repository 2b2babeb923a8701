import { superuser } from './init-cluster.ts'

/**
 * `pg_hba.conf`: who may enter which database. The two databases' roles cannot cross. A third one,
 * for Dagster's own records, is made where `npm run dagster` wants it.
 */
export const accessRules = `# Written by Minuano at every start.
host  source  source_owner,connector   127.0.0.1/32  scram-sha-256
host  target  target_owner,etl,reader  127.0.0.1/32  scram-sha-256
host  dagster dagster                  127.0.0.1/32  scram-sha-256
host  all     ${superuser}                  127.0.0.1/32  scram-sha-256
host  all     all                      all           reject
`
