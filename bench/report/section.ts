const next = '\n## '

/** The section under this title as it stands in a page's text; empty where there is none. */
export function findSection(text: string, title: string): string {
  const [start, end] = boundsOf(text, title)
  return start < 0 ? '' : text.slice(start, end)
}

/**
 * A page's text with this section in the place of the one under the same title, or, where it has none, before its
 * last section. The title is the section's first line.
 */
export function putSection(text: string, title: string, section: string): string {
  if (section === '') return text
  const [start, end] = boundsOf(text, title)
  if (start >= 0) return text.slice(0, start) + section + text.slice(end)
  const place = text.lastIndexOf(next) + 1
  return `${text.slice(0, place)}${section}\n${text.slice(place)}`
}

function boundsOf(text: string, title: string): [number, number] {
  const start = text.startsWith(`${title}\n`) ? 0 : text.indexOf(`\n${title}\n`) + 1
  if (!text.startsWith(`${title}\n`, start)) return [-1, -1]
  const end = text.indexOf(next, start + title.length)
  return [start, end < 0 ? text.length : end]
}
