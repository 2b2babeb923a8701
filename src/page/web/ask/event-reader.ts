/** An event of `text/event-stream`. */
export interface ServerEvent {
  readonly name: string
  readonly data: string
}

/** Reads server-sent events as their text arrives, in whatever pieces; a comment is no event. */
export function createEventReader(): (text: string) => ServerEvent[] {
  let rest = ''
  let name = ''
  let data: string[] = []
  return (text) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop()!
    const events: ServerEvent[] = []
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ name: name || 'message', data: data.join('\n') })
        name = ''
        data = []
        continue
      }
      const [, field, value] = /^([^:]*)(?:: ?(.*))?$/.exec(line)!
      if (field === 'event') name = value ?? ''
      if (field === 'data') data.push(value ?? '')
    }
    return events
  }
}
