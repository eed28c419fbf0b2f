/** Rain by gauge, the wettest first: what the map shows of it, for whoever does not use the map. Nothing in a city without a gauge. */
import type { Rain } from '../../api/types.ts'
import { DataTime } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import type { Resource } from '../../state/resource.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { rainWords as words } from '../../words/rain.ts'
import { say } from '../../words/words.ts'
import type { CityGrid } from './picture.ts'
import { RainSign } from './rain-sign.tsx'
import { sameThing, type Pick, type Selection } from './selection.ts'

export type Gauge = Rain['gauges'][number]

export interface RainListProps {
  readonly rain: Resource<Rain | undefined>
  /** Those that pass the filter, the wettest first. */
  readonly shown: readonly Gauge[]
  readonly grid: CityGrid | undefined
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
}

/** The others are on the map. */
const mostGauges = 10

export function RainList({ rain, shown, grid, selection, onPick }: RainListProps) {
  if (rain.value === undefined || rain.value.gauges.length === 0) return null
  const cells = new Map(grid?.features.map(({ properties }) => [properties.code, properties]))
  const placeOf = ({ cell = '' }: Gauge) => {
    const { district, street } = cells.get(cell) ?? {}
    return [district, street].filter(Boolean).join(' ')
  }
  return (
    <section class="sheet rain" aria-label={say(words.title)}>
      <header class="row">
        <h2>{say(words.title)}</h2>
        <span class="fill" />
        <DataTime at={rain.at} />
      </header>
      <Scrolling label={say(words.title)}>
        <table>
          <thead>
            <tr>
              {(['gauge', 'place', 'hour', 'today', 'at'] as const).map((name) => (
                <th key={name} scope="col">
                  {say(words[name])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, mostGauges).map((gauge) => (
              <tr key={gauge.device} data-gauge={gauge.device}>
                <td>
                  <button
                    type="button"
                    class="plain"
                    aria-pressed={sameThing(selection, 'device', gauge.device)}
                    onClick={() => onPick({ type: 'device', id: gauge.device })}
                  >
                    <RainSign wet={gauge.hour > 0} /> {gauge.name ?? gauge.device}
                  </button>
                </td>
                <td>{placeOf(gauge) || '-'}</td>
                <td>{showNumber(gauge.hour)}</td>
                <td>{showNumber(gauge.today)}</td>
                <td>{showInstant(gauge.at, 'clock')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {shown.length > mostGauges ? (
        <p class="quiet">{say(words.more, { count: shown.length - mostGauges })}</p>
      ) : null}
    </section>
  )
}
