/**
 * The embedded server's settings, for a small machine that does other work too. Given at every
 * start, so that an older cluster follows a newer Minuano.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  // No socket: the path of a clone may be longer than a socket's may be.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  // A thirty-second of the shared buffers by default, for which writers then wait: a year whose every value
  // has changed in 2.6 s instead of 3.1 s.
  wal_buffers: '16MB',
  // Nobody replicates it; so a table that is made and filled in one transaction needs no WAL: a year
  // of minutes by COPY FREEZE in 0.9 s instead of 1.3 s.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // A month so made is written out at the commit; below this size it is written to the WAL instead, which
  // by default is so for a month of eight signals: a year of them in 2.1 s instead of 1.2 s.
  wal_skip_threshold: '256kB',
  max_logical_replication_workers: '0',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
  // A query whose client is gone ends; so no backend outlives a killed server for long.
  ...(process.platform === 'win32' ? {} : { client_connection_check_interval: '2s' }),
}
