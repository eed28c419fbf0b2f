/** Signs of the map that its legend and lists have as well: paths of SVG, in a square of `size`. */
import type { CrewState } from './crews.ts'

export const raindrop = {
  size: 20,
  path: 'M10 2 C7 7 4 10 4 13 A6 5.5 0 0 0 16 13 C16 10 13 7 10 2 Z',
}

/** The helmet (安全帽) that stands for a crew. */
export const helmet: {
  readonly size: number
  readonly path: string
  readonly inside: Readonly<Record<CrewState, string>>
} = {
  size: 24,
  path: 'M2 18 H22 V14 H20 A8 9 0 0 0 4 14 H2 Z',
  inside: {
    'on-site': '',
    coming: 'M8 11 H15 M12 8 L15 11 L12 14',
    told: 'M8 11.5 H9 M11.5 11.5 H12.5 M15 11.5 H16',
  },
}
