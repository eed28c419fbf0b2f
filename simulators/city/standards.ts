/**
 * The filing standard of the sample city (立案结案标准), after the table of one real city. Where that table says `小时` or `天`,
 * which do not say whose clock runs, the sample takes the working one.
 */
import { toCsv } from '../../core/csv.ts'

const covers = '0101 0102 0103 0104 0106 0110 0111 0114 0118 0123'.split(' ')
const owners: Readonly<Record<string, string>> = {
  '0101': 'water-supply',
  '0106': 'lighting',
  '0111': 'gas',
  '0114': 'sanitation',
}

type Row = readonly [condition: string, limit: string, filing: Words, closing: Words]
type Words = readonly [zh: string, en: string]

const ofCovers: readonly Row[] = [
  [
    '1',
    '2紧急工作时',
    ['井盖缺失、移位、开裂，存在安全隐患', 'Cover missing, shifted or cracked, a danger'],
    ['恢复完好', 'Restored'],
  ],
  [
    '2',
    '4工作时',
    ['井盖破损面积大于 25 平方厘米', 'Broken over more than 25 cm²'],
    ['更换或修复', 'Replaced or mended'],
  ],
  [
    '3',
    '2工作日',
    ['井盖弹跳、异响、翻动，明显影响安全', 'Bounces with noise or flips, clearly affects safety'],
    ['更换或修复', 'Replaced or mended'],
  ],
  [
    '4',
    '5工作日',
    [
      '井周 150 厘米见方内路面沉陷、隆起、破损，或井框与路面高差大于 2 厘米',
      'Road sunk, raised or broken within 150 cm by 150 cm round it, or a step of more than 2 cm at the frame',
    ],
    ['修复平整', 'Mended level'],
  ],
]

const ofEvents: readonly (readonly [category: string, lead: string, ...Row])[] = [
  [
    '0104',
    'drainage',
    '5',
    '1工作日',
    ['箅子堵塞面积达三分之一', 'A third of the grate or more is blocked'],
    ['清掏通畅', 'Cleared'],
  ],
  [
    '0125',
    'sanitation',
    '1',
    '2工作日',
    ['水面有漂浮垃圾', 'Rubbish floats on the water'],
    ['打捞干净', 'Taken out'],
  ],
  [
    '0128',
    'enforcement',
    '1',
    '2紧急工作时',
    ['经营活动高声招揽，影响居民', 'Loud promotion in business disturbs residents'],
    ['制止并改正', 'Stopped and corrected'],
  ],
  [
    '0129',
    'enforcement',
    '1',
    '2紧急工作时',
    ['露天烧烤', 'Barbecue in the open'],
    ['制止并清理干净', 'Stopped and cleaned up'],
  ],
  [
    '0195',
    'sanitation',
    '1',
    '2工作时',
    ['作业车辆噪声扰民', 'Noise of a work vehicle disturbs people'],
    ['制止', 'Stopped'],
  ],
  [
    '0207',
    'drainage',
    '1',
    '2紧急工作时',
    ['大面积积水，影响通行', 'So much water that nobody passes'],
    ['排净，恢复通行', 'Pumped out, open again'],
  ],
  [
    '0301',
    'enforcement',
    '1',
    '2紧急工作时',
    [
      '施工噪声扰民，或无许可、超出规定时间施工',
      'Construction noise disturbs people, or works without permit or outside the hours',
    ],
    ['制止', 'Stopped'],
  ],
  [
    '0304',
    'enforcement',
    '1',
    '2工作时',
    ['施工无有效防尘措施，造成扬尘', 'Works without effective measures raise dust'],
    ['制止并改正', 'Stopped and corrected'],
  ],
  [
    '0402',
    'enforcement',
    '1',
    '2紧急工作时',
    ['早（夜）市噪声扰民', 'Noise of a morning or night market'],
    ['制止', 'Stopped'],
  ],
  [
    '0503',
    'drainage',
    '1',
    '4工作时',
    ['管道堵塞，污水大面积外溢', 'Blocked, sewage overflows widely'],
    ['疏通并清理', 'Cleared and cleaned'],
  ],
  [
    '0503',
    'drainage',
    '2',
    '1紧急工作时',
    ['管道破裂，有塌陷危险', 'Broken, the road may collapse'],
    ['排除险情', 'Danger removed'],
  ],
  [
    '0505',
    'road',
    '1',
    '2紧急工作时',
    ['路面塌陷，影响交通安全', 'Collapse or subsidence that endangers traffic'],
    ['排除险情，围挡并设警示', 'Danger removed, fenced and signed'],
  ],
  [
    '0506',
    'drainage',
    '1',
    '2紧急工作时',
    [
      '积水面积大于 100 平方米且深度大于 15 厘米，影响安全或交通',
      'More than 100 m² and deeper than 15 cm, affecting safety or traffic',
    ],
    ['积水排除，恢复交通', 'Water gone, traffic restored'],
  ],
]

const columns = [
  ...['category', 'condition', 'lead', 'limit'],
  ...['filing_zh', 'filing_en', 'closing_zh', 'closing_en'],
]

const lineOf = (category: string, lead: string, [condition, limit, filing, closing]: Row) => [
  ...[category, condition, lead, limit],
  ...filing,
  ...closing,
]

export const sampleStandards = (): string =>
  toCsv([
    columns,
    ...covers.flatMap((category) =>
      ofCovers.map((row) => lineOf(category, owners[category] ?? 'drainage', row)),
    ),
    ...ofEvents.map(([category, lead, ...row]) => lineOf(category, lead, row)),
  ])
