import { keepKey } from '../ask/key.ts'
import { element, fill } from '../dom/element.ts'
import type { PageStore } from '../page-state.ts'

/** What is wrong, and what to do: the Target is down, nothing is there yet, the address asks for what is not. */
export function noticesView(store: PageStore, again: () => void): HTMLElement {
  const notices = element('div', { class: 'notices', role: 'alert' })
  store.follow(
    (state) => [state.plant?.fault, state.plant?.notices, state.trouble, state.addressFaults],
    (fault, notes, trouble, faults) => {
      fill(
        notices,
        fault ? notice(fault.message, fault.remedy, fault.code) : null,
        trouble !== null && trouble.needsKey ? askForKey(trouble.text, again) : null,
        trouble !== null && !trouble.needsKey ? notice(trouble.text, trouble.remedy, '') : null,
        ...(fault ? [] : (notes ?? [])).map((text) => notice(text, '', '')),
        ...faults.map((text) => notice(text, '', '')),
      )
      notices.querySelector('input')?.focus()
    },
  )
  return notices
}

function notice(text: string, remedy: string, code: string): HTMLElement {
  return element(
    'p',
    { class: 'notice', 'data-code': code === '' ? null : code },
    element('strong', {}, text),
    remedy === '' ? null : ` ${remedy}`,
  )
}

function askForKey(text: string, again: () => void): HTMLElement {
  const input = element('input', {
    type: 'password',
    name: 'key',
    autocomplete: 'off',
    required: true,
  })
  const submit = (event: Event) => {
    event.preventDefault()
    keepKey(input.value)
    again()
  }
  return element(
    'form',
    { class: 'notice', submit },
    element('strong', {}, text),
    element('label', {}, ' Key ', input),
    element('button', { type: 'submit', class: 'primary' }, 'Open'),
  )
}
