/** Alarms as rows; of one device, or of one rule with the devices named. */
import { useEffect } from 'preact/hooks'

import { outcomeWords } from '../../core/alarm-outcome-words.ts'
import type { Alarm } from '../api/types.ts'
import { SeverityBadge } from './badges.tsx'
import { alarmWords } from '../words/centre.ts'
import { deviceWords } from '../words/devices.ts'
import { showInstant } from '../words/format.ts'
import { say } from '../words/words.ts'
import { cellName, loadNames } from './case-names.ts'
import { CauseNote, hasCause } from './cause-note.tsx'
import { DeviceLink } from './device-link.tsx'
import { alarmPath, casePath } from './device-names.ts'
import { Scrolling } from './scrolling.tsx'

export interface AlarmTableProps {
  readonly label: string
  readonly alarms: readonly Alarm[]
  /** Also say of which device each is, and where. */
  readonly withDevice?: boolean
}

export function AlarmTable({ label, alarms, withDevice = false }: AlarmTableProps) {
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <Scrolling label={label}>
      <table>
        <thead>
          <tr>
            {withDevice ? (
              <>
                <th scope="col">{say(deviceWords.device)}</th>
                <th scope="col">{say(alarmWords.cell)}</th>
              </>
            ) : null}
            <th scope="col">{say(deviceWords.alarm)}</th>
            <th scope="col">{say(deviceWords.severity)}</th>
            <th scope="col">{say(deviceWords.raised)}</th>
            <th scope="col">{say(deviceWords.cleared)}</th>
            <th scope="col">{say(deviceWords.outcome)}</th>
          </tr>
        </thead>
        <tbody>
          {alarms.map((alarm) => (
            <tr key={alarm.alarm}>
              {withDevice ? (
                <>
                  <th scope="row">
                    <DeviceLink id={alarm.device} />
                  </th>
                  <td class="place">{cellName(alarm.cell) ?? alarm.cell ?? '-'}</td>
                </>
              ) : null}
              <td>
                <a href={alarmPath(alarm.alarm)}>{say(alarm.title)}</a>
              </td>
              <td>
                <SeverityBadge severity={alarm.severity} />
              </td>
              <td>{showInstant(alarm.raisedAt)}</td>
              <td>
                {alarm.standing ? (
                  <strong>{say(deviceWords.standing)}</strong>
                ) : (
                  showInstant(alarm.clearedAt)
                )}
              </td>
              <td class="outcome">
                <Outcome alarm={alarm} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function Outcome({ alarm }: { readonly alarm: Alarm }) {
  const { outcome, case: id } = alarm
  const words = outcomeWords[outcome]
  return (
    <>
      {words === undefined ? outcome : say(words)}
      {id === undefined ? null : (
        <>
          {' '}
          <a href={casePath(id)}>{id}</a>
        </>
      )}
      {hasCause(alarm) ? (
        <div class="quiet">
          <CauseNote alarm={alarm} />
        </div>
      ) : null}
    </>
  )
}
