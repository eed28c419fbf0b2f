import { parseMapping } from '../../cases/platform/mapping-file.ts'
import type { Mapping } from '../../cases/platform/decide/mapping.ts'

/** As docs/platform.md shows one. */
export const platformYaml = `fields:
  taskNum: case
  stepNum: version
  actName: event
  statusCode: stage
  typeCode: category
  deptCode: unit
  description: titleZh
  remark: text
  happenTime: at
categories:
  - { category: "0506", code: "JSD" }
  - { category: "01*", code: "BJ" }
stages:
  collected: "10"
  filed: "20"
  accepted: "30"
  returned: "35"
  dispatched: "40"
  handling: "50"
  rework: "55"
  verifying: "60"
  closed: "70"
  void: "90"
units:
  drainage: D-07
statuses:
  "51": { command: acceptOrder }
  "61": { command: report, text: 平台反馈：已处置 }
  "71": { command: verify, passed: true }
  "72": { command: verify, passed: false }
  "91": { command: void }
  "10": { command: none }
`

export const units = new Map([['drainage' as never, {}]])

export function platformMapping(): Mapping {
  const found = parseMapping(platformYaml, units)
  if ('mistakes' in found) throw new Error(found.mistakes.map(({ message }) => message).join())
  return found.mapping
}
