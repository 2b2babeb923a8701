/** A tag as messages name it: `''` stands for rows that have none. */
export function showTag(tag: string): string {
  return tag === '' ? '(rows without a tag)' : tag
}
