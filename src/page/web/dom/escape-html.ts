/** A text that may stand within an attribute or an element that is written as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`)
}
