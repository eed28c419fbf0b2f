/** What the message becomes by the binding as it is now. */
import type { TriedBinding } from '../../api/types.ts'
import { devicePath, quantityName, showValue } from '../../parts/device-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { bindingWords as words } from '../../words/bindings.ts'
import { showInstant } from '../../words/format.ts'
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import { reasonName } from '../devices/dead-letter.ts'

export function Result({ tried }: { readonly tried: TriedBinding }) {
  const { mistakes, covers, unreadable, readings, refused, count } = tried
  return (
    <Section title={say(words.result)}>
      <div aria-live="polite">
        {unreadable === undefined ? null : <p class="trouble">{say(unreadable)}</p>}
        {mistakes.length > 0 ? (
          <p>{say(words.mended)}</p>
        ) : !covers ? (
          <p class="trouble">{say(words.notCovered)}</p>
        ) : readings.length + refused.length === 0 ? (
          <p>{say(words.nothing)}</p>
        ) : (
          <>
            {readings.length === 0 ? null : <Readings readings={readings} />}
            {count > readings.length ? (
              <p class="quiet">{say(words.first, { count, shown: readings.length })}</p>
            ) : null}
            <Refused refused={refused} />
          </>
        )}
      </div>
    </Section>
  )
}

const Readings = ({ readings }: Pick<TriedBinding, 'readings'>) => (
  <Scrolling label={say(words.result)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(deviceWords.device)}</th>
          <th scope="col">{say(words.observed)}</th>
          <th scope="col">{say(words.values)}</th>
        </tr>
      </thead>
      <tbody>
        {readings.map(({ device, registered, observedAt, values }, index) => (
          <tr key={index}>
            <th scope="row">
              {registered ? <a href={devicePath(device)}>{device}</a> : device}{' '}
              {registered ? null : <span class="badge">{say(words.unregistered)}</span>}
            </th>
            <td>{showInstant(observedAt)}</td>
            <td>
              <ul class="plain-list">
                {values.map(({ quantity, value, quality }) => (
                  <li key={quantity}>
                    {quantityName(quantity)} <code class="quiet">{quantity}</code>{' '}
                    {showValue(quantity, value)} {quality ?? ''}
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

function Refused({ refused }: Pick<TriedBinding, 'refused'>) {
  if (refused.length === 0) return null
  return (
    <div class="trouble">
      {say(words.refused)}
      <ul>
        {refused.map(({ device, reason, detail }, index) => (
          <li key={index}>
            {device} {reasonName(reason)}: {say(detail)}
          </li>
        ))}
      </ul>
    </div>
  )
}
