import { minutes, seconds } from '../../../core/time.ts'
import type { Scenario } from '../scenario.ts'

export const stolenCover: Scenario = {
  name: 'stolen-cover',
  description: {
    zh: '井盖被盗：一个井盖被掀开后不再复位',
    en: 'One manhole cover is lifted off and stays off',
  },
  duration: minutes(15),
  incidents: [
    {
      id: 'stolen',
      kind: 'cover-stolen',
      at: seconds(30),
      strength: 75,
      devices: { kind: 'manhole', sites: ['road', 'footway'], pick: 1 },
      expected: { category: 'component', within: seconds(90) },
    },
  ],
}
