import type { Rule } from '../../api/types.ts'
import { ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { kindName, siteName } from '../../parts/device-names.ts'

/** Which devices a rule is for, in words. */
export function Scope({ on: { kind, sites, zones } }: Pick<Rule, 'on'>) {
  const parts = [
    kindName(kind),
    sites.length === 0 ? say(ruleWords.everywhere) : sites.map(siteName).join(say(ruleWords.comma)),
    ...(zones.length === 0
      ? []
      : [say(ruleWords.zones, { zones: zones.join(say(ruleWords.comma)) })]),
  ]
  return <>{parts.join(' · ')}</>
}
