/** PostgreSQL's types, by their bare names, that are times: with a zone and without. */
export const timeTypes: readonly string[] = ['timestamptz', 'timestamp']
