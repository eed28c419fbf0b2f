/** Words of the tables of the city and their versions (目录). */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { componentWords } from './components.ts'
import { gridWords } from './grids.ts'
import { patrolWords } from './patrols.ts'

export const catalogueTableWords = {
  standards: { zh: '立案结案标准', en: 'Filing standard' },
  components: componentWords.title,
  grids: gridWords.title,
  patrols: patrolWords.plans,
  units: { zh: '责任单位', en: 'Units' },
  dispatch: { zh: '派遣规则', en: 'Dispatch table' },
} as const satisfies Readonly<Record<CatalogueTable, Bilingual>>

export const catalogueWords = {
  title: { zh: '目录', en: 'Catalogue' },
  help: {
    zh: '本市的表格按版本生效；已立案件保留立案时的版本。',
    en: 'Tables of the city hold as versions; a case keeps the version that it was filed under.',
  },
  tables: { zh: '表格', en: 'Tables' },
  versions: { zh: '版本', en: 'Versions' },
  version: { zh: '版本', en: 'Version' },
  cityFolder: { zh: '城市文件夹', en: 'City folder' },
  from: { zh: '生效日期', en: 'Holds from' },
  rows: { zh: '行数', en: 'Rows' },
  by: { zh: '发布人', en: 'Put in force by' },
  at: { zh: '发布时间', en: 'At' },
  reason: { zh: '理由', en: 'Why' },
  today: { zh: '当前生效', en: 'Holds today' },
  restores: { zh: '恢复自版本 {version}', en: 'Version {version} again' },
  show: { zh: '查看', en: 'Show' },
  file: { zh: '下载 CSV', en: 'Download CSV' },
  workbook: { zh: '下载 XLSX', en: 'Download XLSX' },
  back: { zh: '恢复此版本', en: 'Back to this one' },
  upload: { zh: '新版本（CSV 或 XLSX）', en: 'New version (CSV or XLSX)' },
  check: { zh: '检查', en: 'Check' },
  checking: { zh: '检查中…', en: 'Checking…' },
  mistakes: {
    zh: '文件有 {count} 处错误，未作任何更改',
    en: '{count} mistakes, nothing was changed',
  },
  line: { zh: '行', en: 'Line' },
  mistake: { zh: '错误', en: 'Mistake' },
  difference: { zh: '与版本 {version} 的差异', en: 'Difference to version {version}' },
  counted: {
    zh: '新增 {added}，删除 {gone}，修改 {changed}，共 {rows} 行',
    en: '{added} added, {gone} gone, {changed} changed, {rows} rows in all',
  },
  change: { zh: '变更', en: 'Change' },
  added: { zh: '新增', en: 'Added' },
  gone: { zh: '删除', en: 'Gone' },
  before: { zh: '修改前', en: 'Before' },
  after: { zh: '修改后', en: 'After' },
  touched: {
    zh: '{row}：{open} 件未结案件仍按原版本办理',
    en: '{row}: {open} open cases keep it as it was',
  },
  concerns: { zh: '请注意', en: 'Please note' },
  refused: {
    zh: '不能生效，请先处理以下加粗事项',
    en: 'This cannot be put in force before what is bold is settled',
  },
  effects: { zh: '派遣变化', en: 'Who would get cases' },
  effectsHelp: {
    zh: '按规则表推算；部件、设备有权属单位的，仍先派给权属单位。',
    en: 'By the tables alone; what has an owner goes to its owner first.',
  },
  sort: { zh: '案件', en: 'Cases of' },
  where: { zh: '网格', en: 'Where' },
  nobody: { zh: '无单位', en: 'nobody' },
  allOfDuty: { zh: '职责为{duty}的其他案件', en: 'others with the duty {duty}' },
  cells: { zh: '{cell} 等 {cells} 个单元网格', en: '{cells} unit grids such as {cell}' },
  more: { zh: '未结案件过多，仅统计了一部分。', en: 'Not all open cases were looked at.' },
  put: { zh: '生效', en: 'Put in force' },
  done: { zh: '版本 {version} 自 {from} 生效', en: 'Version {version} holds from {from}' },
} as const satisfies Words
