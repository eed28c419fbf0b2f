import { hours, minutes, seconds } from '../../../core/time.ts'
import type { Scenario } from '../scenario.ts'

/** What the sample city lives through by default: something obvious at once, then one thing at a time, then a rest. */
export const ordinaryDay: Scenario = {
  name: 'ordinary-day',
  description: {
    zh: '平常的一天：井盖、油烟、扬尘、阵雨、噪声依次发生，每两小时循环',
    en: 'A stolen cover at once, then fume, dust, a shower and noise in turn, again every two hours',
  },
  duration: hours(2),
  repeats: true,
  incidents: [
    {
      id: 'stolen',
      kind: 'cover-stolen',
      at: seconds(2),
      duration: minutes(45),
      strength: 75,
      devices: { kind: 'manhole', sites: ['road', 'footway'], pick: 1 },
      expected: { category: 'component', within: seconds(60) },
    },
    {
      id: 'kitchen',
      kind: 'purifier-off',
      at: minutes(3),
      duration: minutes(25),
      strength: 4.5,
      devices: { kind: 'fume', pick: 1 },
      expected: { category: '0199', within: minutes(20) },
    },
    {
      id: 'site-dust',
      kind: 'dust',
      at: minutes(15),
      duration: minutes(30),
      strength: 3_200,
      devices: { kind: 'dust', sites: ['construction'], pick: 1 },
      expected: { category: '0304', within: minutes(25) },
    },
    {
      id: 'shower',
      kind: 'rain',
      at: minutes(40),
      duration: minutes(14),
      strength: 55,
      devices: { cell: '990103' },
    },
    {
      id: 'low-spots',
      kind: 'flood',
      at: minutes(41),
      duration: minutes(14),
      strength: 24,
      devices: { kind: 'water', sites: ['road'], cell: '990103', pick: 2 },
      expected: { category: '0506', within: minutes(14) },
    },
    {
      id: 'site-noise',
      kind: 'loud',
      at: minutes(65),
      duration: minutes(35),
      strength: 84,
      devices: { kind: 'noise', sites: ['construction'], pick: 1 },
      expected: { category: '0301', within: minutes(30) },
    },
    {
      id: 'shop-noise',
      kind: 'loud',
      at: minutes(75),
      duration: minutes(35),
      strength: 76,
      devices: { kind: 'noise', sites: ['commercial'], pick: 1 },
      expected: { category: '0128', within: minutes(30) },
      // At night the peaks are a matter of their own.
      permits: ['0197'],
    },
    {
      id: 'flat-battery',
      kind: 'battery-low',
      at: minutes(85),
      duration: minutes(30),
      strength: 11,
      devices: { kind: 'manhole', sites: ['green', 'footway'], pick: 1 },
      expected: { category: '9901', within: minutes(25) },
    },
  ],
}
