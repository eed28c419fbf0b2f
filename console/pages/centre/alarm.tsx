/** One alarm and all that proves it: the curve around it, the rule and its numbers, the neighbours, what came before. */
import type { ComponentChildren } from 'preact'
import { useRoute } from 'preact-iso'
import { useEffect } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import type { Alarm } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { before } from '../../parts/dashboard-address.ts'
import { DashboardLink } from '../../parts/dashboard-link.tsx'
import { cellName, loadNames } from '../../parts/case-names.ts'
import { CauseNote, hasCause } from '../../parts/cause-note.tsx'
import { FoldedAlarms } from '../../parts/folded-alarms.tsx'
import { HeldBackBy } from '../../parts/held-back-by.tsx'
import { DeviceLink } from '../../parts/device-link.tsx'
import { whyPath } from '../../parts/device-names.ts'
import { HoldBack } from '../../parts/hold-back.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { MapLink } from '../../parts/map-link.tsx'
import { RuleLink } from '../../parts/rule-link.tsx'
import { useResource } from '../../state/resource.ts'
import { alarmWords } from '../../words/centre.ts'
import { causeWords } from '../../words/causes.ts'
import { outcomeWords } from '../../../core/alarm-outcome-words.ts'
import { showDuration, showInstant } from '../../words/format.ts'
import { acknowledgeWords, suppressionPageWords } from '../../words/suppressions.ts'
import { whyWords } from '../../words/why.ts'
import { say } from '../../words/words.ts'
import { Acknowledge } from './acknowledge.tsx'
import { AlarmCurves } from './alarm-curves.tsx'
import { AlarmEvidence } from './alarm-evidence.tsx'
import { AlarmHistory } from './alarm-history.tsx'
import './alarm.css'

const refresh = { every: 30_000 }

export function AlarmPage() {
  const id = useRoute().params['id'] ?? ''
  const alarm = useResource(
    `alarm ${id}`,
    (signal) => call('GET /v1/alarms/{id}', { path: { id }, signal }),
    refresh,
  )
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page alarm-page">
      <p class="no-print">
        <a href="/">← {say(alarmWords.back)}</a>
      </p>
      <h1>
        {alarm.value === undefined ? say(alarmWords.title) : say(alarm.value.title)}{' '}
        <SeverityBadge severity={alarm.value?.severity} />
      </h1>
      <Loaded resource={alarm}>
        {(value) => (
          <>
            <Facts alarm={value} onChanged={alarm.reload} />
            {value.case === undefined ? null : <FoldedAlarms key={value.case} into={value.case} />}
            <OfDevice alarm={value} />
          </>
        )}
      </Loaded>
      <DataTime at={alarm.at} />
    </main>
  )
}

interface FactsProps {
  readonly alarm: Alarm
  readonly onChanged: () => void
}

function Facts({ alarm, onChanged }: FactsProps) {
  const outcome = outcomeWords[alarm.outcome]
  return (
    <section class="sheet">
      <dl class="facts">
        <Fact name={alarm.standing ? alarmWords.standing : alarmWords.cleared}>
          {alarm.standing
            ? showDuration(Date.now() - alarm.raisedAt)
            : showInstant(alarm.clearedAt)}
        </Fact>
        <Fact name={alarmWords.raisedAt}>{showInstant(alarm.raisedAt)}</Fact>
        <Fact name={alarmWords.changedAt}>{showInstant(alarm.at)}</Fact>
        <Fact name={alarmWords.device}>
          <DeviceLink id={alarm.device} /> <MapLink device={alarm.device} />{' '}
          <DashboardLink
            board={{ name: 'device', device: alarm.device, from: before(alarm.raisedAt) }}
          />
        </Fact>
        <Fact name={alarmWords.cell}>
          {[cellName(alarm.cell), alarm.cell ?? '-'].filter(Boolean).join(' · ')}
        </Fact>
        <Fact name={alarmWords.rule}>
          <RuleLink id={alarm.rule} title={alarm.title} />
        </Fact>
        <Fact name={alarmWords.case}>
          {alarm.case === undefined ? (
            say(alarmWords.noCase)
          ) : (
            <a href={`/cases/${encodeURIComponent(alarm.case)}`}>{alarm.case}</a>
          )}
        </Fact>
        <Fact name={alarmWords.outcome}>
          {outcome === undefined ? alarm.outcome : say(outcome)}
        </Fact>
        {hasCause(alarm) ? (
          <Fact name={causeWords.cause}>
            <CauseNote alarm={alarm} />
          </Fact>
        ) : null}
        {alarm.suppression === undefined ? null : (
          <Fact name={causeWords.muted}>
            <HeldBackBy id={alarm.suppression} />
          </Fact>
        )}
        <Fact name={acknowledgeWords.acknowledged}>
          <Acknowledge alarm={alarm} onDone={onChanged} />
        </Fact>
      </dl>
      <p class="row">
        <a class="no-print" href={whyPath('alarm', alarm.alarm)}>
          {say(whyWords.ask)}
        </a>
        <HoldBack
          words={suppressionPageWords.ofAlarm}
          subject={{ devices: alarm.device, rules: alarm.rule }}
          onMade={onChanged}
        />
        {alarm.cell === undefined ? null : (
          <HoldBack
            words={suppressionPageWords.ofCell}
            subject={{ cells: alarm.cell, rules: alarm.rule }}
            onMade={onChanged}
          />
        )}
      </p>
    </section>
  )
}

interface FactProps {
  readonly name: Bilingual
  readonly children: ComponentChildren
}

const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{say(name)}</dt>
    <dd>{children}</dd>
  </div>
)

function OfDevice({ alarm }: { readonly alarm: Alarm }) {
  const path = { id: alarm.device }
  const device = useResource(`device ${alarm.device}`, (signal) =>
    call('GET /v1/devices/{id}', { path, signal }),
  )
  const rules = useResource(`rules ${alarm.device}`, (signal) =>
    call('GET /v1/devices/{id}/rules', { path, signal }),
  )
  const rule = rules.value?.rules.find(({ id }) => id === alarm.rule)
  return (
    <>
      <Loaded resource={device}>
        {(value) => (
          <AlarmCurves
            key={alarm.alarm}
            alarm={alarm}
            device={value}
            rule={rule}
            rulesRead={!rules.loading}
          />
        )}
      </Loaded>
      <AlarmEvidence alarm={alarm} rule={rule} />
      <AlarmHistory alarm={alarm} />
    </>
  )
}
