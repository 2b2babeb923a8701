/** The first of some names, with commas between them, and how many more there are. */
export function listSome(names: readonly string[], most: number): string {
  const listed = names.slice(0, most).join(', ')
  return names.length > most ? `${listed} and ${names.length - most} more` : listed
}
