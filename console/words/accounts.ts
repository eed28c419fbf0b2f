/** Words of the page on which administrators keep the accounts of people. */
import type { Words } from '../../core/bilingual.ts'

export const accountsWords = {
  title: { zh: '账号管理', en: 'Accounts' },
  help: {
    zh: '每人一个账号。数据范围限定能看到和处置的区域与部门；留空为全市。',
    en: 'One account for each person. The part of the city limits what somebody sees and does; left empty it is all of it.',
  },
  add: { zh: '新增账号', en: 'Add an account' },
  edit: { zh: '修改', en: 'Edit' },
  editOf: { zh: '修改账号 {name}', en: 'Edit account {name}' },
  name: { zh: '登录名', en: 'Name to sign in with' },
  person: { zh: '姓名', en: 'Person' },
  role: { zh: '角色', en: 'Role' },
  unit: { zh: '部门', en: 'Unit' },
  noUnit: { zh: '不限', en: 'Any' },
  scope: { zh: '数据范围', en: 'Part of the city' },
  areas: { zh: '区域（可多选，不选为全市）', en: 'Areas (several; none is the whole city)' },
  whole: { zh: '全市', en: 'Whole city' },
  state: { zh: '状态', en: 'State' },
  active: { zh: '启用', en: 'Active' },
  disabled: { zh: '停用', en: 'Disabled' },
  signedIn: { zh: '最近登录', en: 'Last signed in' },
  doing: { zh: '操作', en: 'Actions' },
  disable: { zh: '停用账号', en: 'Disable' },
  enable: { zh: '恢复启用', en: 'Enable' },
  reset: { zh: '重置密码', en: 'Reset password' },
  save: { zh: '保存', en: 'Save' },
  once: {
    zh: '{name} 的初始密码（只显示这一次，请当面交给本人）：',
    en: 'Password of {name}, shown this once; hand it over:',
  },
  more: { zh: '更多账号请用命令行 accounts list 查看。', en: 'For more, see: accounts list.' },
} as const satisfies Words
