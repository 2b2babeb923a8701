type Child = Node | string | null | undefined | false
type Attribute = string | number | boolean | null | undefined
type Listener = (event: never) => void

/**
 * An element with its attributes and children: a function is a listener to the event of that name, `true` an
 * attribute without a value; what is false, null or undefined is left out. There is no `style`: the page's
 * Content-Security-Policy allows none.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute | Listener>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value as EventListener)
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? '' : String(value))
    }
  }
  fill(made, ...children)
  return made
}

/** Puts these children in the place of all that the element had. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  )
}
