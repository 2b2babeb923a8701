import type { CellLetter } from '../../api.ts'

/** What a turbine did in ten minutes, in the order of the legend. */
export const cellStates: readonly {
  readonly letter: CellLetter
  readonly name: string
  readonly meaning: string
}[] = [
  { letter: 'p', name: 'producing', meaning: 'it feeds power' },
  { letter: 'c', name: 'no wind', meaning: 'it stands still, and there is too little wind to run' },
  {
    letter: 's',
    name: 'stopped in wind',
    meaning: 'it stands still although there is wind to run',
  },
  {
    letter: 'q',
    name: 'suspect',
    meaning: 'values are there that cannot be right, or do not move',
  },
  { letter: '-', name: 'no data', meaning: 'nothing is loaded of it' },
]

/** `producing 80 %, no wind 20 %`: a row in words. */
export function sayCells(cells: string): string {
  if (cells === '') return 'nothing known'
  return cellStates
    .map(({ letter, name }) => ({ name, count: cells.split(letter).length - 1 }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${Math.max(1, Math.round((100 * count) / cells.length))} %`)
    .join(', ')
}
