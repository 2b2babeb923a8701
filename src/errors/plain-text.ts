/** Whole escape sequences of a terminal: CSI, OSC and the like with their text, and the short ones. */
const sequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g

/** C0 and C1, DEL, line and paragraph separators, and what turns the direction of writing. */
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text without what a terminal would obey; line ends and tabs stay. */
export function plainText(text: string): string {
  // A carriage return before a line end is Windows' way to write one.
  return text.replace(/\r\n/g, '\n').replace(sequences, '').replace(controls, '')
}

/** Foreign text as a part of one of our lines: so that it cannot pass for a line of its own. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\r\n?/g, '\n')).replace(/\s*[\n\t]\s*/g, ' ')
}

/** The same text with what a terminal would obey written as `\u009b`, which in JSON means the same. */
export function escapeControls(text: string): string {
  return text.replace(controls, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
