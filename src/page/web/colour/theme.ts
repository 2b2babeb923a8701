import { dark, light } from './palette.ts'
import type { Palette } from './palette.ts'

export type Theme = 'light' | 'dark'

const place = 'minuano-theme'

const prefersDark = () => window.matchMedia('(prefers-color-scheme: dark)')

/** The theme that is on: the one chosen here before, else what the system prefers. */
export function currentTheme(): Theme {
  const kept = localStorage.getItem(place)
  if (kept === 'light' || kept === 'dark') return kept
  return prefersDark().matches ? 'dark' : 'light'
}

export function paletteOf(theme: Theme): Palette {
  return theme === 'dark' ? dark : light
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(place, theme)
}

/** Calls `changed` when the system prefers another theme from now on. */
export function followSystemTheme(changed: () => void): void {
  prefersDark().addEventListener('change', changed)
}
