import { seconds } from './readers.ts'
import { setting } from './setting.ts'

/** The settings that say how long databases may let us wait; a part of all settings. */
export const waitSettings = {
  targetLockTimeout: setting({
    env: 'TARGET_LOCK_TIMEOUT',
    key: 'target.lockTimeout',
    reader: seconds,
    fallback: '10m',
    goesTo: ['etl'],
    help: 'how long the Target may let a statement wait for the lock of a table or a row',
  }),
  targetStatementTimeout: setting({
    env: 'TARGET_STATEMENT_TIMEOUT',
    key: 'target.statementTimeout',
    reader: seconds,
    fallback: '30m',
    goesTo: ['etl'],
    help: 'how long a statement of the Target may take, or the Target be silent; a COPY that goes on may take longer',
  }),
  targetLoadTimeout: setting({
    env: 'TARGET_LOAD_TIMEOUT',
    key: 'target.loadTimeout',
    reader: seconds,
    fallback: '60m',
    goesTo: ['etl'],
    help: 'how long a load waits for another that loads the same month, or makes the tables',
  }),
  sourceStatementTimeout: setting({
    env: 'SOURCE_STATEMENT_TIMEOUT',
    key: 'source.statementTimeout',
    reader: seconds,
    fallback: '30m',
    help: 'how long `minuano source` lets the Source be silent',
  }),
} as const
