/** Where the bars of a chart stand: groups side by side along the time, each value a bar from the ground. Pure. */

export const chart = { width: 720, height: 170, left: 40, right: 8, top: 8, bottom: 22 } as const

/** The end of a scale of whole things: 1, 2, 5, 10, 20, 50 ..., and never under the highest. */
export function scaleEnd(highest: number): number {
  for (let size = 1; ; size *= 10)
    for (const step of [1, 2, 5]) if (step * size >= highest) return step * size
}

/** The lines of the scale, from the ground; a half only where it is whole. */
export const scaleLines = (end: number): readonly number[] =>
  end % 2 === 0 ? [0, end / 2, end] : [0, end]

interface Bar {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Group {
  readonly bars: readonly Bar[]
  /** The middle of the group on the ground. */
  readonly middle: number
}

export const heightOf = (value: number, end: number): number =>
  (value / end) * (chart.height - chart.top - chart.bottom)

/** Of each group its values, all of the same number. */
export function groupsOf(values: readonly (readonly number[])[], end: number): readonly Group[] {
  const room = (chart.width - chart.left - chart.right) / Math.max(1, values.length)
  const ground = chart.height - chart.bottom
  return values.map((own, place) => {
    const start = chart.left + place * room
    const width = (room * 0.8) / Math.max(1, own.length)
    return {
      middle: start + room / 2,
      bars: own.map((value, nth) => {
        const height = heightOf(value, end)
        return { x: start + room * 0.1 + nth * width, y: ground - height, width, height }
      }),
    }
  })
}
