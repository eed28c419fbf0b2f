/** Who is on duty now, of one unit or of all that have a rota. */
import { call } from '../api/client.ts'
import type { UnitDuty } from '../api/types.ts'
import { useResource } from '../state/resource.ts'
import { rotaWords as words } from '../words/duty.ts'
import { showInstant } from '../words/format.ts'
import { say } from '../words/words.ts'
import { holderName } from './case-names.ts'

const every = 60_000

export const useDuty = () =>
  useResource('duty', (signal) => call('GET /v1/duty', { signal }), { every })

export const dutyText = ({ version, onDuty }: UnitDuty): string => {
  if (version === 0) return say(words.noRota)
  if (onDuty.length === 0) return say(words.nobody)
  return onDuty
    .map(({ name, person = name, until, instead }) => {
      const notes = [
        say(words.until, { at: showInstant(until, 'minute') }),
        ...(instead === undefined ? [] : [say(words.insteadOf, { person: instead })]),
      ]
      return `${person} (${notes.join(', ')})`
    })
    .join('; ')
}

/** Nothing where no unit has a rota, or the one unit has none. */
export function OnDuty({ unit }: { readonly unit?: string | undefined }) {
  const rotas = (useDuty().value ?? []).filter(
    (one) => one.version > 0 && (unit === undefined || one.unit === unit),
  )
  if (rotas.length === 0) return null
  return (
    <p class="quiet">
      {say(words.now)}:{' '}
      {rotas.map((one) => (
        <span key={one.unit} {...(one.onDuty.length === 0 ? { class: 'trouble' } : {})}>
          {holderName(one.unit)} {dutyText(one)}{' '}
        </span>
      ))}
    </p>
  )
}
