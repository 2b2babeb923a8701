/** An SQL identifier, quoted: any text is safe, also one with quotes or capitals. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""').replaceAll('\0', '')}"`
}

/** An SQL text literal, quoted; for COPY and DDL, which take no parameters. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`
  // With a backslash, an E-literal says the same whatever standard_conforming_strings is.
  return quoted.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
