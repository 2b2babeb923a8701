/**
 * Colours of what is drawn on canvases, light and dark. Blue is coverage and production alone; what needs a
 * person is orange, vermilion or purple, which colour-blind people tell apart too, and has a shape of its own.
 */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly faint: string
  readonly grid: string
  /** Coverage of a day, from little to all. */
  readonly coverage: readonly [string, string, string, string, string]
  readonly conflicts: string
  readonly missing: string
  readonly changed: string
  readonly failed: string
  readonly open: string
  readonly producing: string
  readonly calm: string
  readonly stopped: string
  readonly suspect: string
  readonly wind: string
  /** Of assets over each other. */
  readonly assets: readonly string[]
  /** Of a density, from few to many. */
  readonly density: readonly [string, string, string, string, string]
}

export const light: Palette = {
  paper: '#ffffff',
  ink: '#1d2b38',
  faint: '#8a98a5',
  grid: '#e6eaee',
  coverage: ['#d3e3f1', '#a9cbe6', '#74abd6', '#3d86bf', '#135c97'],
  conflicts: '#e08a00',
  missing: '#c8400a',
  changed: '#a03a9c',
  failed: '#7c1f06',
  open: '#177a6b',
  producing: '#2c78b5',
  calm: '#b9c6d1',
  stopped: '#d9520b',
  suspect: '#a03a9c',
  wind: '#5b6b79',
  assets: ['#1f6fae', '#d9700b', '#178a72', '#a03a9c', '#8a6d00', '#5b6b79', '#b3261e', '#3d9bd1'],
  density: ['#dcebf6', '#a9cfe9', '#6aa9d6', '#2f7dba', '#0c4a83'],
}

export const dark: Palette = {
  paper: '#161d24',
  ink: '#dfe7ee',
  faint: '#74838f',
  grid: '#28323b',
  coverage: ['#1f3346', '#25486a', '#2c5f8f', '#3a7ab5', '#4f94d4'],
  conflicts: '#f0a830',
  missing: '#ff7a45',
  changed: '#d87fd3',
  failed: '#ff5347',
  open: '#45bfa9',
  producing: '#4a9ade',
  calm: '#4b5a67',
  stopped: '#ff8a3d',
  suspect: '#d87fd3',
  wind: '#9aa9b5',
  assets: ['#5aaeee', '#ff9a4a', '#45c9aa', '#d87fd3', '#d6b93c', '#a8b6c1', '#ff7a70', '#8fd3ff'],
  density: ['#1d3549', '#25587f', '#3480b8', '#62aee4', '#b5e0ff'],
}
