import type { Tab } from './open-browser.ts'

/**
 * Zooms by the wheel from all there is to an hour and out again, at one place after the other, and pans at each depth:
 * the milliseconds of each step, from the wheel's turn until all charts on screen are painted with the points that were
 * asked for. A step begins when the one before is over.
 */
export async function timeZoomSteps(tab: Tab): Promise<number[]> {
  const { page } = tab
  const first = page.locator('figure[data-variable]').first()
  await first.waitFor()
  await page.evaluate(
    `document.querySelector('figure[data-variable]').scrollIntoView({ block: 'start' })`,
  )
  await page
    .locator('figure[data-points]')
    .nth((await page.locator('figure[data-variable]').count()) - 1)
    .waitFor()
  const box = (await first.locator('.u-over').boundingBox())!
  const steps: number[] = []
  const turn = async (part: number, x: number, y: number) => {
    await page.mouse.move(box.x + part * box.width, box.y + box.height / 2)
    const [step] = await Promise.all([
      page.evaluate<number>('probe.nextStep()'),
      page.mouse.wheel(x, y),
    ])
    steps.push(step)
  }
  for (const part of [0.17, 0.61]) {
    for (let depth = 0; depth < 20; depth++) {
      await turn(part, 0, -200)
      if (depth % 4 === 3) for (const way of [200, -200]) await turn(part, way, 0)
    }
    for (let depth = 0; depth < 17; depth++) await turn(part, 0, 200)
  }
  return steps
}
