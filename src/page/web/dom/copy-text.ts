/** Copies a text, and tells whether it was: a page that came over plain HTTP from elsewhere may not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
