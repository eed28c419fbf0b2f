/** The thing that is chosen, in one line, with the ways to all that is known of it. */
import type { ComponentChildren } from 'preact'

import { suppressorRoles } from '../../../core/actor.ts'
import type { Alarm, Case, DevicePlace } from '../../api/types.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { HoldBack } from '../../parts/hold-back.tsx'
import { centreWords } from '../../words/centre.ts'
import { showInstant } from '../../words/format.ts'
import { suppressionPageWords } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'
import { mayAs } from '../../state/rights.ts'
import { kindName } from '../../parts/device-names.ts'
import type { DeviceState } from './features.ts'

export interface SelectedProps {
  readonly alarm: Alarm | undefined
  readonly opened: Case | undefined
  readonly device: DevicePlace | undefined
  readonly state: DeviceState | undefined
  readonly placed: boolean
  readonly onUnselect: () => void
}

export function Selected({ alarm, opened, device, state, placed, onUnselect }: SelectedProps) {
  const nothing = alarm === undefined && opened === undefined && device === undefined
  return (
    <section class="selected-thing" aria-label={say(centreWords.selected)}>
      {nothing ? (
        <p class="quiet">{say(centreWords.nothingSelected)}</p>
      ) : (
        <div class="row">
          {alarm === undefined ? null : <SelectedAlarm alarm={alarm} />}
          {opened === undefined ? null : <SelectedCase opened={opened} />}
          {device === undefined ? null : <SelectedDevice device={device} state={state} />}
          <HoldBackOfSelected alarm={alarm} opened={opened} device={device} />
          {placed ? null : <span class="quiet">{say(centreWords.noPlace)}</span>}
          <span class="fill" />
          <button
            type="button"
            class="plain"
            aria-label={say(centreWords.unselect)}
            onClick={onUnselect}
          >
            ✕
          </button>
        </div>
      )}
    </section>
  )
}

/** What is chosen, and the cell that it stands in. Opens over the map, which must not change its size while it flies there. */
function HoldBackOfSelected({
  alarm,
  opened,
  device,
}: Pick<SelectedProps, 'alarm' | 'opened' | 'device'>) {
  const cell = alarm?.cell ?? opened?.place.cell ?? device?.cell
  if (!mayAs(suppressorRoles)) return null
  return alarm === undefined && device === undefined && cell === undefined ? null : (
    <details class="hold-menu">
      <summary>{say(suppressionPageWords.hold)}</summary>
      <div>
        {alarm === undefined ? null : (
          <HoldBack
            words={suppressionPageWords.ofAlarm}
            subject={{ devices: alarm.device, rules: alarm.rule }}
          />
        )}
        {device === undefined ? null : (
          <HoldBack words={suppressionPageWords.ofDevice} subject={{ devices: device.id }} />
        )}
        {cell === undefined ? null : (
          <HoldBack words={suppressionPageWords.ofCell} subject={{ cells: cell }} />
        )}
      </div>
    </details>
  )
}

const SelectedAlarm = ({ alarm }: { readonly alarm: Alarm }) => (
  <>
    <SeverityBadge severity={alarm.severity} />
    <strong>{say(alarm.title)}</strong>
    <span class="quiet">
      {say(centreWords.since, { time: showInstant(alarm.raisedAt, 'minute') })}
    </span>
    <Way to="alarms" id={alarm.alarm}>
      {say(centreWords.evidence)}
    </Way>
    {alarm.case === undefined ? null : (
      <Way to="cases" id={alarm.case}>
        {say(centreWords.openCase)} {alarm.case}
      </Way>
    )}
  </>
)

const SelectedCase = ({ opened }: { readonly opened: Case }) => (
  <>
    <SeverityBadge severity={opened.severity} />
    <strong>{say(opened.title)}</strong>
    <StageBadge stage={opened.stage} />
    <Countdown {...opened} />
    <Way to="cases" id={opened.id}>
      {say(centreWords.openCase)} {opened.id}
    </Way>
  </>
)

const calm: ReadonlySet<string> = new Set(['normal', 'silent', 'inactive'])

function SelectedDevice({
  device,
  state,
}: Pick<SelectedProps, 'state'> & { readonly device: DevicePlace }) {
  return (
    <>
      <span>
        {kindName(device.kind)} {device.name ?? ''}
      </span>
      {state !== undefined && calm.has(state) ? (
        <span class="quiet">{say(centreWords[state as 'normal' | 'silent' | 'inactive'])}</span>
      ) : null}
      <Way to="devices" id={device.id}>
        {say(centreWords.openDevice)} {device.id}
      </Way>
    </>
  )
}

interface WayProps {
  readonly to: 'alarms' | 'cases' | 'devices'
  readonly id: string
  readonly children: ComponentChildren
}

const Way = ({ to, id, children }: WayProps) => (
  <a href={`/${to}/${encodeURIComponent(id)}`}>{children}</a>
)
