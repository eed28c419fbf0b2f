/** The alarms of one rule that stand. */
import type { Bilingual } from '../../../core/bilingual.ts'
import { AlarmTable } from '../../parts/alarm-table.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { useCaseEvents } from '../../state/case-events.ts'
import { useResource } from '../../state/resource.ts'
import { mostRows } from '../../state/rows.ts'
import { standingAlarms } from '../../state/standing.ts'
import { ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'

interface StandingProps {
  readonly rule: string
  readonly title: Bilingual
}

export function StandingDevices({ rule, title }: StandingProps) {
  const standing = useResource(`standing ${rule}`, (signal) => standingAlarms(signal, rule), {
    every: 30_000,
  })
  useCaseEvents(standing.reload)
  return (
    <Section title={say(title)} at={standing.at}>
      <Loaded resource={standing}>
        {({ items, cut }) => (
          <>
            {cut ? <p class="trouble">{say(ruleWords.cut, { count: mostRows })}</p> : null}
            {items.length === 0 ? (
              <p class="quiet">{say(ruleWords.noStanding)}</p>
            ) : (
              <AlarmTable label={say(title)} alarms={items} withDevice />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}
