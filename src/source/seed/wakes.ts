/** Metres. */
const rotorDiameter = 100
/** In diameters: between turbines of a row, and between rows. */
const spacing = [5, 8] as const
const turbinesInRow = 5

/** A turbine's thrust coefficient below rated speed, and how fast a wake widens over land. */
const thrust = 0.8
const widening = 0.075

/**
 * The part of the free wind's speed that each turbine of a farm meets, from 0 to 1, where it comes from a
 * direction (radians, clockwise from north). Turbines stand in rows; each one's wake is N. O. Jensen's (A note on wind
 * generator interaction, Risø-M-2411, 1983), and those that meet at a turbine add up by their squares.
 */
export function createWakes(turbines: number): (direction: number) => Float64Array {
  const x = Float64Array.from({ length: turbines }, (_, i) => (i % turbinesInRow) * spacing[0])
  const y = x.map((_, i) => Math.floor(i / turbinesInRow) * spacing[1])
  return (direction) => {
    // Where the wind goes to.
    const [east, north] = [-Math.sin(direction), -Math.cos(direction)]
    return x.map((own, i) => {
      let squares = 0
      for (let j = 0; j < turbines; j++) {
        const [dx, dy] = [(own - x[j]!) * rotorDiameter, (y[i]! - y[j]!) * rotorDiameter]
        const along = dx * east + dy * north
        if (along <= 0) continue
        const radius = rotorDiameter / 2 + widening * along
        if (Math.abs(dx * north - dy * east) > radius) continue
        squares += ((1 - Math.sqrt(1 - thrust)) * (rotorDiameter / 2 / radius) ** 2) ** 2
      }
      return 1 - Math.sqrt(squares)
    })
  }
}
