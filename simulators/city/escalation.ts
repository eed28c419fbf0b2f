/** Who hears when a case does not go on; what a city may begin with (docs/escalation.md). */

/** A reported problem that waits for its dispatch, and a verification that nobody does. */
const desks = [
  { deadline: 'dispatch', after: '5m', tell: 'duty' },
  { deadline: 'dispatch', after: '30m', tell: 'supervisor' },
  { deadline: 'verification', after: '30m', tell: 'duty' },
  { deadline: 'verification', after: '2h', tell: 'supervisor' },
]

export const sampleEscalation = [
  {
    work: 'maintenance',
    steps: [
      { deadline: 'handling', before: '4h', tell: 'unit' },
      { deadline: 'handling', after: '1d', tell: 'supervisor' },
    ],
  },
  {
    severity: ['orange', 'red'],
    time: 'urgent',
    steps: [
      { unaccepted: '5m', tell: 'unit', every: '5m', times: 5 },
      { unaccepted: '10m', tell: 'duty' },
      { unaccepted: '20m', tell: 'supervisor' },
      { deadline: 'arrival', before: '5m', tell: 'duty' },
      { deadline: 'handling', before: '30m', tell: 'unit' },
      { deadline: 'handling', before: '15m', tell: 'duty' },
      { deadline: 'handling', after: '0m', tell: 'supervisor' },
      { deadline: 'handling', after: '30m', tell: 'manager' },
      ...desks,
    ],
  },
  {
    time: 'urgent',
    steps: [
      { unaccepted: '15m', tell: 'unit', every: '15m', times: 3 },
      { unaccepted: '30m', tell: 'duty' },
      { deadline: 'handling', before: '30m', tell: 'unit' },
      { deadline: 'handling', after: '0m', tell: 'duty' },
      { deadline: 'handling', after: '30m', tell: 'supervisor' },
      { deadline: 'handling', after: '2h', tell: 'manager' },
      ...desks,
    ],
  },
  {
    steps: [
      { unaccepted: '4h', tell: 'unit', every: '4h', times: 3 },
      { unaccepted: '1d', tell: 'duty' },
      { deadline: 'handling', before: '2h', tell: 'unit' },
      { deadline: 'handling', after: '0m', tell: 'duty' },
      { deadline: 'handling', after: '1d', tell: 'supervisor' },
      { deadline: 'handling', after: '3d', tell: 'manager' },
      ...desks,
    ],
  },
]
