import { call } from '../../api/client.ts'
import type { Alarm } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { alarmWords } from '../../words/centre.ts'
import { showDuration, showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

/** The newest alarms of the device: the first of its kind, or one of a hundred. */
export function AlarmHistory({ alarm }: { readonly alarm: Alarm }) {
  const history = useResource(`history ${alarm.device}`, (signal) =>
    call('GET /v1/alarms', { query: { device: alarm.device, limit: 50 }, signal }),
  )
  return (
    <section class="sheet">
      <h2>{say(alarmWords.history)}</h2>
      <Loaded resource={history} isEmpty={({ items }) => items.length === 0}>
        {({ items }) => (
          <table>
            <thead>
              <tr>
                <th scope="col">{say(alarmWords.raisedAt)}</th>
                <th scope="col">{say(alarmWords.title)}</th>
                <th scope="col">{say(alarmWords.level)}</th>
                <th scope="col">{say(alarmWords.lasted)}</th>
                <th scope="col">{say(alarmWords.case)}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.alarm} {...(row.alarm === alarm.alarm ? { class: 'this-one' } : {})}>
                  <td>{showInstant(row.raisedAt)}</td>
                  <td>
                    {row.alarm === alarm.alarm ? (
                      `${say(row.title)} (${say(alarmWords.thisOne)})`
                    ) : (
                      <a href={`/alarms/${encodeURIComponent(row.alarm)}`}>{say(row.title)}</a>
                    )}
                  </td>
                  <td>
                    <SeverityBadge severity={row.severity} />
                  </td>
                  <td>
                    {row.clearedAt === undefined
                      ? say(alarmWords.standing)
                      : showDuration(row.clearedAt - row.raisedAt)}
                  </td>
                  <td>
                    {row.case === undefined ? (
                      '-'
                    ) : (
                      <a href={`/cases/${encodeURIComponent(row.case)}`}>{row.case}</a>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </section>
  )
}
