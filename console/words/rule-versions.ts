/** Words of versions of the rules: drafted, checked, put in force, taken back. */
import type { Words } from '../../core/bilingual.ts'

export const versionWords = {
  tabs: { zh: '规则页面', en: 'Rule pages' },
  rules: { zh: '规则', en: 'Rules' },
  limits: { zh: '限值', en: 'Limits' },
  versions: { zh: '版本', en: 'Versions' },

  limitsHelp: {
    zh: '全市限值表。修改后成为一个草稿版本，检查通过并生效后才据此判断。',
    en: 'The limits of the city. An edit makes a draft; it is judged by once it was checked and put in force.',
  },
  limit: { zh: '限值', en: 'Limit' },
  path: { zh: '名称', en: 'Name' },
  value: { zh: '数值', en: 'Value' },
  unit: { zh: '单位', en: 'Unit' },
  source: { zh: '来源', en: 'Source' },
  certainty: { zh: '可靠程度', en: 'How sure' },
  edit: { zh: '修改', en: 'Edit' },
  editOf: { zh: '修改：{name}', en: 'Edit: {name}' },
  editRule: { zh: '修改规则', en: 'Edit the rule' },
  text: { zh: '规则原文（YAML）', en: 'Document (YAML)' },
  why: { zh: '原因', en: 'Why' },
  draft: { zh: '存为草稿并检查', en: 'Save as a draft and check' },

  version: { zh: '版本', en: 'Version' },
  folder: { zh: '文件目录', en: 'files of the folder' },
  inForce: { zh: '现行', en: 'in force' },
  inForceNow: { zh: '现行版本：{name}', en: 'In force: {name}' },
  neverMade: {
    zh: '还没有人修改过规则，按文件目录判断。',
    en: 'Nobody has edited the rules yet; they are judged by the files of the folder.',
  },
  at: { zh: '时间', en: 'At' },
  by: { zh: '操作人', en: 'By' },
  base: { zh: '来自', en: 'Made from' },
  changed: { zh: '改动的文件', en: 'Changed documents' },
  doing: { zh: '操作', en: 'Action' },
  look: { zh: '检查与生效', en: 'Check and put in force' },
  lookAt: { zh: '检查与生效：版本 {version}', en: 'Check and put in force: version {version}' },
  history: { zh: '生效记录', en: 'What was put in force' },
  back: { zh: '回退到上一版本', en: 'Go back to the one before' },

  draftOf: { zh: '草稿版本 {version}', en: 'Draft: version {version}' },
  checking: { zh: '检查中…', en: 'Checking…' },
  good: {
    zh: '检查通过：{passed} 项测试通过',
    en: 'Nothing found: {passed} tests passed',
  },
  bad: {
    zh: '不能生效：{mistakes} 处错误，{failures} 项测试未通过',
    en: 'It cannot be put in force: {mistakes} mistakes, {failures} tests failed',
  },
  mistakes: { zh: '错误', en: 'Mistakes' },
  warnings: { zh: '提示', en: 'Warnings' },
  failures: { zh: '未通过的测试', en: 'Tests that failed' },
  put: { zh: '生效', en: 'Put in force' },
  putDone: { zh: '版本 {version} 已生效', en: 'Version {version} is in force' },
  mayNotPut: {
    zh: '督办员或系统管理员可使其生效。',
    en: 'A supervisor or an administrator puts it in force.',
  },
} as const satisfies Words
