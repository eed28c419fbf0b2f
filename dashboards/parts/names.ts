import { kinds, kindNames } from '../../core/kinds.ts'
import { calm, severityColour, unknown, type State } from './thresholds.ts'
import { words } from './words.ts'

export const kindStates: readonly State[] = kindNames.map((name) => ({
  value: name,
  words: words(kinds[name].zh, kinds[name].en),
  colour: unknown,
}))

/** Stages of a case, in the words of the case platform. */
export const stageStates: readonly State[] = [
  { value: 'collected', words: words('采集', 'Collected'), colour: unknown },
  { value: 'filed', words: words('立案', 'Filed'), colour: severityColour.blue },
  { value: 'accepted', words: words('受理', 'Accepted'), colour: severityColour.blue },
  { value: 'returned', words: words('退回', 'Returned'), colour: severityColour.orange },
  { value: 'dispatched', words: words('派遣', 'Dispatched'), colour: severityColour.yellow },
  { value: 'handling', words: words('处置', 'Handling'), colour: severityColour.yellow },
  { value: 'rework', words: words('返工', 'Rework'), colour: severityColour.red },
  { value: 'verifying', words: words('核查', 'Verifying'), colour: severityColour.blue },
  { value: 'closed', words: words('结案', 'Closed'), colour: calm },
  { value: 'void', words: words('作废', 'Void'), colour: unknown },
]

export const workStates: readonly State[] = [
  { value: 'incident', words: words('网格案件', 'Incident'), colour: unknown },
  { value: 'maintenance', words: words('设备工单', 'Maintenance'), colour: unknown },
]

export const transitionStates: readonly State[] = [
  { value: 'raised', words: words('触发', 'Raised'), colour: severityColour.red },
  { value: 'escalated', words: words('升级', 'Escalated'), colour: severityColour.red },
  { value: 'eased', words: words('降级', 'Eased'), colour: severityColour.yellow },
  { value: 'cleared', words: words('解除', 'Cleared'), colour: calm },
]

export const becauseStates: readonly State[] = [
  { value: 'recovered', words: words('恢复正常', 'Recovered'), colour: calm },
  { value: 'rule-retired', words: words('规则停用', 'Rule retired'), colour: unknown },
  { value: 'shelved', words: words('搁置', 'Shelved'), colour: unknown },
]

export const reportingStates: readonly State[] = [
  { value: 1, words: words('在线', 'Reporting'), colour: calm },
  { value: 0, words: words('失联', 'Silent'), colour: severityColour.orange },
]
