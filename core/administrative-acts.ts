/**
 * Administrative acts (管理操作): changes that people ask of the API and that stand in no record of a case. Each is written down before
 * it is done. By method and route.
 */
import type { Words } from './bilingual.ts'

export const administrativeActs = {
  'POST /v1/accounts': { zh: '新建账号', en: 'make an account' },
  'POST /v1/accounts/:name': { zh: '修改账号', en: 'change an account' },
  'POST /v1/accounts/:name/reset': { zh: '重置密码', en: 'reset a password' },
  'POST /v1/accounts/:name/disable': { zh: '停用账号', en: 'disable an account' },
  'POST /v1/accounts/:name/enable': { zh: '启用账号', en: 'enable an account' },
  'POST /v1/boundaries/:id/revoke': { zh: '撤销权属指定', en: 'revoke a designation' },
  'POST /v1/catalogue/:table/versions': { zh: '发布表格版本', en: 'put a table in force' },
  'POST /v1/catalogue/:table/restore': { zh: '恢复表格版本', en: 'restore a table' },
  'POST /v1/duty/:unit': { zh: '修改值班表', en: 'change a duty rota' },
  'POST /v1/duty/:unit/swap': { zh: '换班', en: 'swap duties' },
  'POST /v1/duty-import': { zh: '导入值班表', en: 'import duty rotas' },
  'POST /v1/cases/:id/reporter/erase': { zh: '删除举报人信息', en: 'erase a reporter' },
  'POST /v1/case-record/accept': { zh: '认可案件记录', en: 'accept the record of cases' },
  'POST /v1/platform/retry': { zh: '重发至上级平台', en: 'send to the platform again' },
  'POST /v1/rules/drafts': { zh: '提交规则草案', en: 'draft rules' },
  'POST /v1/rules/versions/:version/in-force': { zh: '规则生效', en: 'put rules in force' },
  'POST /v1/rules/versions/:version/shadow': { zh: '规则试运行', en: 'run rules on trial' },
  'POST /v1/rules/back': { zh: '规则回退', en: 'go back to earlier rules' },
  'POST /v1/devices/import': { zh: '导入设备', en: 'import devices' },
  'POST /v1/devices/:id/credential': { zh: '发放接入凭证', en: 'give a device a credential' },
  'POST /v1/devices/credentials': { zh: '批量发放接入凭证', en: 'give devices credentials' },
  'POST /v1/enrolments': { zh: '新建入网批次', en: 'make a batch of devices that enrol' },
  'POST /v1/enrolments/:id/revoke': { zh: '撤销入网批次', en: 'revoke a batch of devices' },
  'POST /v1/devices/:id/adopt': { zh: '接纳设备', en: 'adopt a device' },
  'POST /v1/dead-letters/redrive': { zh: '重放死信', en: 'put dead letters back' },
  'POST /v1/link-holds': { zh: '暂停或恢复联动', en: 'hold links, or let them go' },
} as const satisfies Words

export type AdministrativeAct = keyof typeof administrativeActs

/** Method and route, as the table names them. */
export const isAdministrativeAct = (route: string): route is AdministrativeAct =>
  Object.hasOwn(administrativeActs, route)
