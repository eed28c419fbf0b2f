/** Responsible units and the dispatch table of the sample city; duties are those the rules ask for. */

export const sampleUnits = [
  unit('lj-command', '市城市管理指挥中心', 'City command centre', ['command']),
  unit('lj-road', '市政道路养护队', 'Road maintenance crew', ['road']),
  unit('lj-drainage-west', '西城排水抢险队', 'Drainage crew west', ['drainage'], ['990102']),
  unit('lj-drainage-east', '东城排水抢险队', 'Drainage crew east', ['drainage'], ['990103']),
  unit('lj-water-supply', '供水抢修队', 'Water supply crew', ['water-supply']),
  unit('lj-gas', '燃气抢险队', 'Gas crew', ['gas']),
  unit('lj-lighting', '路灯管理所', 'Street lighting office', ['lighting']),
  unit(
    'lj-enforcement-west',
    '西城城管执法中队',
    'Enforcement team west',
    ['enforcement'],
    ['990102'],
  ),
  unit(
    'lj-enforcement-east',
    '东城城管执法中队',
    'Enforcement team east',
    ['enforcement'],
    ['990103'],
  ),
  unit('lj-environment', '生态环境监察队', 'Environment inspection team', ['environment']),
  unit('lj-sanitation', '环卫作业公司', 'Sanitation crew', ['sanitation']),
  unit('lj-sensors', '感知设备运维班', 'Sensor maintenance crew', ['sensors']),
]

function unit(
  id: string,
  zh: string,
  en: string,
  duties: readonly string[],
  cells: readonly string[] = [],
) {
  return { id, name: { zh, en }, duties, cells }
}

/** First match wins; the last row takes whatever nobody else does. */
export const sampleDispatch = [
  { category: '9901', unit: 'lj-sensors' },
  { category: '0198', unit: 'lj-gas' },
  { category: '0111', unit: 'lj-gas' },
  { category: '0101', unit: 'lj-water-supply' },
  { category: '0106', unit: 'lj-lighting' },
  { category: '0102', cell: '990102', unit: 'lj-drainage-west' },
  { category: '0102', cell: '990103', unit: 'lj-drainage-east' },
  { category: '0103', cell: '990102', unit: 'lj-drainage-west' },
  { category: '0103', cell: '990103', unit: 'lj-drainage-east' },
  { duty: 'drainage', cell: '990102', unit: 'lj-drainage-west' },
  { duty: 'drainage', cell: '990103', unit: 'lj-drainage-east' },
  { duty: 'enforcement', cell: '990102', unit: 'lj-enforcement-west' },
  { duty: 'enforcement', cell: '990103', unit: 'lj-enforcement-east' },
  { duty: 'gas', unit: 'lj-gas' },
  { duty: 'environment', unit: 'lj-environment' },
  { duty: 'sanitation', unit: 'lj-sanitation' },
  { duty: 'sensors', unit: 'lj-sensors' },
  { duty: 'road', unit: 'lj-road' },
  { unit: 'lj-command' },
]
