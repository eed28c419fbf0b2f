import { minutes } from '../../../core/time.ts'
import type { Scenario } from '../scenario.ts'

/** The western of the sample city's two districts. */
const district = '990102'

export const cloudburst: Scenario = {
  name: 'cloudburst',
  description: {
    zh: '暴雨：西城片区道路和下穿通道积水、河道涨水、井内水位上升',
    en: 'Cloudburst over the western district: roads and underpasses flood, the river rises, wells fill',
  },
  duration: minutes(90),
  incidents: [
    {
      id: 'rain',
      kind: 'rain',
      at: minutes(1),
      duration: minutes(35),
      strength: 80,
      devices: { cell: district },
    },
    {
      id: 'road-low-spots',
      kind: 'flood',
      at: minutes(2),
      duration: minutes(30),
      strength: 22,
      devices: { kind: 'water', sites: ['road'], cell: `${district}001`, pick: 5 },
      expected: { category: '0506', within: minutes(20) },
    },
    {
      id: 'road-closed',
      kind: 'flood',
      at: minutes(3),
      duration: minutes(30),
      strength: 36,
      devices: { kind: 'water', sites: ['road'], cell: `${district}002`, pick: 3 },
      expected: { category: '0506', within: minutes(16) },
    },
    {
      id: 'underpass',
      kind: 'flood',
      at: minutes(3),
      duration: minutes(30),
      strength: 58,
      devices: { kind: 'water', sites: ['underpass'], cell: district, pick: 2 },
      expected: { category: '0207', within: minutes(14) },
    },
    {
      id: 'river',
      kind: 'river-rise',
      at: minutes(5),
      duration: minutes(40),
      strength: 1.8,
      devices: { kind: 'water', sites: ['river'], cell: district, pick: 3 },
    },
    {
      id: 'wells',
      kind: 'well-surge',
      at: minutes(2),
      duration: minutes(30),
      strength: 260,
      devices: { kind: 'manhole', classes: ['0102', '0103'], cell: district, pick: 10 },
      permits: ['component'],
    },
  ],
}
