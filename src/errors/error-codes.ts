/** What a command does with an error: its exit code. 75 is sysexits' EX_TEMPFAIL: worth a retry. */
export type ExitCode = 1 | 2 | 75

interface ErrorKind {
  /** Exit code of a command that ends with this error. */
  readonly exit: ExitCode
  /** HTTP status, where the Connector can answer with this error. */
  readonly status?: number
  /** One line for `docs/errors.md`: when it happens. */
  readonly when: string
}

/** Every error that a user can meet. `docs/errors.md` holds the same list: a test keeps them equal. */
export const errorKinds = {
  usage: { exit: 2, when: 'The command line cannot be understood.' },
  configuration: { exit: 2, when: 'A setting has a value that is not allowed.' },
  'key-required': {
    exit: 2,
    when: 'The Connector, or the page, is asked to listen beyond this machine without an API key, or the Connector to let any web page read it.',
  },
  'data-directory': {
    exit: 1,
    when: 'The data folder cannot be used: unreadable, another user’s, with links in it, not ours, or of another PostgreSQL version.',
  },
  'disk-full': { exit: 75, when: 'A disk of this machine is full.' },
  'embedded-postgres': { exit: 1, when: 'The embedded PostgreSQL is missing or does not start.' },
  'port-in-use': { exit: 1, when: 'A port that was asked for by name is in use.' },
  'already-running': { exit: 1, when: 'A `minuano up` serves this data folder already.' },
  'stack-busy': {
    exit: 75,
    when: 'Another command holds the embedded stack and did not end within 30 seconds.',
  },
  'process-failed': { exit: 1, when: 'A process of our own ended unexpectedly.' },
  'source-unavailable': {
    exit: 75,
    status: 503,
    when: 'The Source cannot be reached, is starting, or has no free connection.',
  },
  'source-timeout': { exit: 75, status: 503, when: 'The Source did not answer in time.' },
  'source-refused': {
    exit: 1,
    status: 500,
    when: 'The Source refuses: wrong password, missing table, missing right, unreadable column.',
  },
  'source-differs': {
    exit: 1,
    when: 'The Source holds other rows where `source seed` or `source import` would write; `--replace` overwrites them.',
  },
  'import-refused': {
    exit: 1,
    when: 'A file cannot be imported: unreadable, without the columns asked for, with bad rows, or readable in several ways.',
  },
  'target-unavailable': {
    exit: 75,
    status: 503,
    when: 'The Target cannot be reached, is starting, or is busy.',
  },
  'target-refused': {
    exit: 1,
    status: 502,
    when: 'The Target refuses: wrong password, missing right, or a table that is not as expected.',
  },
  'connector-unavailable': {
    exit: 75,
    status: 503,
    when: 'The Connector cannot be reached, breaks off, takes too long, or answers 429 or 503, after all retries.',
  },
  'connector-busy': {
    exit: 75,
    status: 503,
    when: 'The Connector has as many long answers under way, or requests waiting, as it may have.',
  },
  'too-many-requests': {
    exit: 75,
    status: 429,
    when: 'A client asks the Connector more often than it may.',
  },
  'connector-refused': {
    exit: 1,
    status: 502,
    when: 'The Connector refuses the request (another 4xx or 5xx), or its certificate is not accepted.',
  },
  'no-ledger': {
    exit: 1,
    status: 404,
    when: 'The page finds no tables of Minuano’s in the Target: nothing was ever loaded.',
  },
  'job-running': { exit: 1, status: 409, when: 'The page is asked for a load while one runs.' },
  'origin-not-allowed': {
    exit: 1,
    status: 403,
    when: 'A load is asked for by another page than Minuano’s own, under a name that is not this machine’s, or with a key that shows some assets alone.',
  },
  'answer-cut-short': {
    exit: 75,
    when: 'The Connector’s answer ends before its end marker, or lacks rows it announced.',
  },
  'answer-damaged': {
    exit: 75,
    when: 'Other bytes of the Connector’s answer arrived than it sent: their checksum differs.',
  },
  'answer-malformed': {
    exit: 1,
    when: 'The Connector’s answer is not Arrow, or has other columns or rows than were asked for.',
  },
  'answer-too-long': {
    exit: 1,
    when: 'The Connector’s answer goes on far beyond what the settings make of the days asked for.',
  },
  'too-many-states': {
    exit: 1,
    when: 'A variable whose kind is state has too many codes: in a day, or in all that was loaded.',
  },
  'conflicting-rows': {
    exit: 1,
    when: 'Rows of one time differ, as a rule and not as the exception, or where `MINUANO_DUPLICATES=refuse` allows none.',
  },
  'no-source-data': { exit: 1, when: 'The Source has no rows on the day asked for.' },
  'day-not-begun': { exit: 1, when: 'The day asked for has no closed bin yet.' },
  'days-failed': { exit: 1, when: 'One or more days of a backfill failed for good.' },
  'days-to-retry': { exit: 75, when: 'Days of a backfill failed, all of them worth a retry.' },
  'closed-month': { exit: 1, when: 'A day of a closed month was to be loaded or forgotten.' },
  'gap-found': { exit: 1, when: 'A day without source data was met under `--fail-on-gap`.' },
  'days-missing': {
    exit: 1,
    when: '`minuano status` finds days missing, in doubt, with bins left out for ambiguous times, or the newest too old; or a month that `minuano close` is to close lacks days.',
  },
  'faults-found': {
    exit: 1,
    when: '`minuano check` finds something that does not work, or makes wrong numbers.',
  },
  'look-cut-short': {
    exit: 75,
    when: '`minuano check` finds nothing wrong in what answers, and something does not answer.',
  },
  'export-refused': {
    exit: 1,
    when: '`minuano export` cannot write what is asked for: the folder holds another export or takes no files, or a name cannot be used.',
  },
  'sql-failed': { exit: 1, when: 'PostgreSQL refuses the statement given to `minuano sql`.' },
  unauthorized: { exit: 1, status: 401, when: 'The API key is missing or wrong.' },
  'assets-unnamed': {
    exit: 1,
    status: 403,
    when: 'The API key may read some assets alone, and the rows of the Source name none.',
  },
  'needs-all-assets': {
    exit: 1,
    status: 403,
    when: 'The API key may read some assets alone, and this is about all of them.',
  },
  'unknown-parameter': {
    exit: 1,
    status: 422,
    when: 'The request has a parameter that is not known.',
  },
  'invalid-parameter': {
    exit: 1,
    status: 422,
    when: 'A parameter of the request has a value that is not allowed.',
  },
  'missing-parameter': { exit: 1, status: 422, when: 'The request lacks a parameter.' },
  'invalid-time': { exit: 1, status: 422, when: 'A time cannot be read as one.' },
  'empty-interval': { exit: 1, status: 422, when: 'The interval’s start is not before its end.' },
  'interval-too-long': {
    exit: 1,
    status: 422,
    when: 'The interval has more days than the Connector counts in one answer.',
  },
  'too-much-asked': {
    exit: 1,
    status: 422,
    when: 'The request names more variables or assets, has more days, or would be answered by more rows, than the Connector takes in one.',
  },
  'unknown-variable': { exit: 1, status: 422, when: 'The Source has no such variable.' },
  'unknown-asset': { exit: 1, status: 422, when: 'The Source has no such asset.' },
  'unknown-format': { exit: 1, status: 406, when: 'The Connector has no such format.' },
  'not-found': { exit: 1, status: 404, when: 'The Connector, or the page, has no such route.' },
  'method-not-allowed': {
    exit: 1,
    status: 405,
    when: 'A route answers other methods alone: those of the Connector GET and HEAD.',
  },
  'host-not-allowed': {
    exit: 1,
    status: 403,
    when: 'A Connector, or a page, without an API key was asked for under a name that is not this machine’s own.',
  },
  'bad-request': {
    exit: 1,
    status: 400,
    when: 'The request is not HTTP that the Connector reads.',
  },
  internal: { exit: 1, status: 500, when: 'A fault in Minuano itself.' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorKinds
