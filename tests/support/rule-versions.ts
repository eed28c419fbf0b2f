import type { RuleVersions } from '../../core/rule-versions.ts'

const notHere = () => Promise.reject(new TypeError('not here'))

/** Of a register in which nobody has made a version of the rules. */
export const noRuleVersions: RuleVersions = {
  versions: () => Promise.resolve([]),
  version: () => Promise.resolve(undefined),
  texts: () => Promise.resolve(undefined),
  add: notHere,
  changes: () => Promise.resolve([]),
  change: notHere,
  keepShadow: notHere,
  shadowResults: () => Promise.resolve([]),
}
