/** How good the alarms of the last week are, so that somebody mends the worst. */
import type { ComponentChildren } from 'preact'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { RuleLink } from '../../parts/rule-link.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { qualityWords as words } from '../../words/alarm-quality.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'

export function AlarmQuality() {
  const quality = useResource('alarm quality', (signal) =>
    call('GET /v1/alarms/quality', { signal }),
  )
  return (
    <Loaded resource={quality}>
      {({ alarms, cases, voided, casesPerDeviceDay, ...found }) => (
        <>
          <p role="status">
            {say(words.summary, {
              ...{ alarms, cases, voided },
              share: showNumber(casesPerDeviceDay, 3),
            })}
          </p>
          <Rows
            title={words.worst}
            columns={[words.device, words.alarms, words.cases, words.voided]}
            rows={found.worst.map((one) => [
              <DeviceLink id={one.device} />,
              one.alarms,
              one.cases,
              one.voided,
            ])}
          />
          <Rows
            title={words.byRule}
            columns={[words.rule, words.alarms, words.cases, words.voided]}
            rows={found.rules.map((one) => [
              <RuleLink id={one.rule} />,
              one.alarms,
              one.cases,
              one.voided,
            ])}
          />
          <Rows
            title={words.chattering}
            columns={[words.device, words.rule, words.inOneDay]}
            rows={found.chattering.map((one) => [
              <DeviceLink id={one.device} />,
              <RuleLink id={one.rule} />,
              one.inOneDay,
            ])}
          />
          <Rows
            title={words.stale}
            columns={[words.device, words.rule, words.since]}
            rows={found.stale.map((one) => [
              <DeviceLink id={one.device} />,
              <RuleLink id={one.rule} />,
              showInstant(one.raisedAt, 'minute'),
            ])}
          />
        </>
      )}
    </Loaded>
  )
}

interface RowsProps {
  readonly title: Bilingual
  readonly columns: readonly Bilingual[]
  readonly rows: readonly (readonly ComponentChildren[])[]
}

const Rows = ({ title, columns, rows }: RowsProps) => (
  <Section title={say(title)}>
    {rows.length === 0 ? (
      <p class="quiet">{say(words.none)}</p>
    ) : (
      <Scrolling label={say(title)}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.en} scope="col">
                  {say(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...cells], index) => (
              <tr key={index}>
                <th scope="row">{first}</th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    )}
  </Section>
)
