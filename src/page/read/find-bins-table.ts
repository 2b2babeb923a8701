import type { TargetReader } from './target-reader.ts'

/** Where the bins that are not whole are listed: a Target of an older version has the table by its former name. */
export async function findBinsTable(
  target: TargetReader,
): Promise<'bin_reason' | 'incomplete_bin'> {
  const [row] = await target.rows<{ renamed: boolean }>(
    'looking for the reasons of bins',
    `select to_regclass('bin_reason') is not null as renamed`,
  )
  return row!.renamed ? 'bin_reason' : 'incomplete_bin'
}
