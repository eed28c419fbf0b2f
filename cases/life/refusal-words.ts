import type { RefusalReason } from './refusals.ts'

/** Why a command is not done, for who reads Chinese; in English the refusal itself says it. */
export const refusalsInChinese: Readonly<Partial<Record<RefusalReason, string>>> = {
  'unknown-case': '没有这个案件。',
  'not-allowed': '您的角色不能下达这个指令。',
  'not-your-unit': '案件不在您的单位。',
  final: '案件已结案或作废，不能再办理。',
  'wrong-stage': '案件当前阶段不能这样办理。',
  'already-open': '同一对象、类别和性质的案件正在办理。',
  'unknown-unit': '没有这个处置单位。',
  'no-unit': '案件没有处置单位，派遣表也没有给出。',
  'photo-needed': '该类别的处置反馈须附照片。',
  'standard-needed': '请选择立案条件；标准中没有的类别须写明职责和时限。',
  'unknown-standard': '今天的立案标准中没有这一条。',
  'set-by-standard': '职责和时限以立案标准为准，不能自行填写。',
  'check-needed': '须先经现场核实属实，方可立案。',
  'check-not-asked': '没有待核实的交办。',
  'not-verified': '核查尚未通过，不能结案。',
  'alarm-standing': '告警尚未解除；须说明理由方可结束案件。',
  'asked-before': '此案件已申请过延期，只能申请一次。',
  'too-late': '时限已过，延期须在到期前申请。',
  'not-asked': '没有待批的延期申请。',
  'not-later': '新时限不晚于当前时限。',
  'not-late': '没有须由您说明的超期。',
  'not-explained': '没有待审的超期说明。',
  'nothing-new': '记录中已有，无需重复。',
  'key-reused': '该幂等键已用于其他内容。',
}
