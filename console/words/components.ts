/** Words of the components of the city (部件). */
import type { Words } from '../../core/bilingual.ts'

export const componentWords = {
  title: { zh: '部件', en: 'Components' },
  help: {
    zh: '按权属、养护单位登记的城市部件；其案件派遣给登记的单位。文件中没有的部件保持不变；停用的部件请登记为“废除”。',
    en: 'Things of the city with their owner and who maintains them; their cases go to that unit. What a file does not name stays; what is gone is put as abolished.',
  },
  search: { zh: '编码或名称', en: 'Code or name' },
  find: { zh: '查找', en: 'Find' },
  none: { zh: '没有这样的部件', en: 'No such component' },
  code: { zh: '编码', en: 'Code' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '大类', en: 'Class' },
  owner: { zh: '权属单位', en: 'Owner' },
  maintenance: { zh: '养护单位', en: 'Maintained by' },
  state: { zh: '状态', en: 'State' },
  cell: { zh: '单元网格', en: 'Cell' },
  census: { zh: '普查日期', en: 'Census' },
  note: { zh: '备注', en: 'Note' },
  cases: { zh: '案件', en: 'Cases' },
  devices: { zh: '设备', en: 'Devices' },
  more: { zh: '更多', en: 'More' },
  unknown: { zh: '未登记', en: 'not registered' },
} as const satisfies Words
