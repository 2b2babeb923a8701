/** What Minuano's own records are, as `relationComments` says it of the tables that people ask. */
export const recordComments = {
  minuano_migration: {
    is: "Which steps made these tables: Minuano's own record",
    columns: { name: 'The step', timestamp: 'When it was taken' },
  },
  minuano_migration_lock: {
    is: 'Belongs to minuano_migration; locks are taken otherwise',
    columns: { id: "The one row's name", is_locked: 'Always 0' },
  },
  minuano_reader_asset: {
    is: 'The assets that a reader made by target init --reader sees',
    columns: { reader: 'The role', asset: 'What it sees' },
  },
  minuano_own_asset: {
    is: 'The assets that whoever asks sees, where target init --reader made that role',
    columns: { asset: 'What it sees' },
  },
}
