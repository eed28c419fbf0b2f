/** The command centre: the city on one page. Choosing in a list leads on the map, choosing on the map leads in the list. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks'

import { drawnWhen } from '../../parts/drawn-when.tsx'
import { useAddress } from '../../state/address.ts'
import { centreWords } from '../../words/centre.ts'
import { rainWords } from '../../words/rain.ts'
import { wallWords } from '../../words/wall.ts'
import { say } from '../../words/words.ts'
import { CrewList } from './crew-list.tsx'
import { useCentreData, type CentreData } from './data.ts'
import { deviceState, noPoints } from './features.ts'
import { filterIn, hiddenAfter, hiddenIn, layers, type Layer } from './filter-address.ts'
import { Filters } from './filters.tsx'
import { useFirstView } from './first-view.ts'
import { useFrameMeter } from './frames.ts'
import { Legend } from './legend.tsx'
import { AlarmList, CaseList, type ListProps } from './lists.tsx'
import { MapView } from './map-view.tsx'
import { RainList } from './rain-list.tsx'
import { RedAlarms } from './red-alarms.tsx'
import type { Filter } from './picture.ts'
import { ReplayBar } from './replay-bar.tsx'
import { useReplay } from './use-replay.ts'
import { Selected } from './selected.tsx'
import { pickedIn, type Pick, type Selection } from './selection.ts'
import { Ticker } from './ticker.tsx'
import { chosenOf, usePicture, type CentrePicture } from './use-picture.ts'
import { Vitals } from './vitals.tsx'
import './centre.css'

export function Centre() {
  const main = useRef<HTMLElement>(null)
  useFrameMeter(main, new URLSearchParams(location.search).has('frames'))
  const { over, onMap } = useFirstView()
  const data = useCentreData(over)
  const { query, show } = useAddress()
  const written = query.toString()
  const filter = useMemo(() => filterIn(new URLSearchParams(written)), [written])
  const hidden = hiddenIn(query)
  const [selection, setSelection] = useState(() => pickedIn(query))
  const picture = usePicture(data, filter)
  const nameOf = useCallback((id: string) => picture.byId.get(id)?.name ?? id, [picture.byId])
  const pickInList = useCallback((pick: Pick) => setSelection({ ...pick, from: 'list' }), [])
  return (
    <main id="content" class="page centre" ref={main}>
      <div class="row centre-head">
        <h1>{say(centreWords.title)}</h1>
        <Filters
          filter={filter}
          streets={picture.streets}
          onChange={(chosen) => show({ ...chosen, hidden: hidden.join(',') })}
        />
        <span class="fill" />
        <a href="/wall">{say(wallWords.open)}</a>
        <RedAlarms standing={data.alarms.value?.items} deviceName={nameOf} />
      </div>
      <Vitals
        summary={data.summary}
        today={data.today}
        yesterday={data.yesterday}
        rain={data.rain.value}
        reporting={picture.reporting}
      />
      <div class="centre-columns">
        <MapSheet
          {...{ picture, filter, selection, onMap }}
          onSelect={setSelection}
          hidden={hidden}
          onLayer={(layer, shown) => show({ ...filter, hidden: hiddenAfter(hidden, layer, shown) })}
        />
        <Lists {...{ data, picture, selection, nameOf }} onPick={pickInList} />
      </div>
      <Crews
        {...{ selection }}
        cases={data.cases}
        all={picture.orders}
        shown={picture.shownOrders}
        onPick={pickInList}
      />
      <RainList
        {...{ selection }}
        rain={data.rain}
        shown={picture.shownGauges}
        grid={picture.grid}
        onPick={pickInList}
      />
      <Ticker />
    </main>
  )
}

const layerWords = { crews: centreWords.crews, rain: rainWords.title }

interface MapSheetProps {
  readonly picture: CentrePicture
  readonly filter: Filter
  readonly selection: Selection | undefined
  readonly onSelect: (selection: Selection | undefined) => void
  readonly onMap: () => void
  readonly hidden: readonly Layer[]
  readonly onLayer: (layer: Layer, shown: boolean) => void
}

function MapSheet(props: MapSheetProps) {
  const { picture, filter, selection, onSelect, onMap, hidden, onLayer } = props
  const offered = picture.gauges.length === 0 ? (['crews'] as const) : layers
  const { worst } = picture
  const { replaying, past, heat } = useReplay(picture, filter)
  const { alarm, opened, device, selected } = chosenOf(picture, selection)
  const pickOnMap = useCallback(
    ({ type, id }: Pick) => {
      const alarm = type === 'device' ? worst.get(id) : undefined
      onSelect(
        alarm === undefined
          ? { type, id, from: 'map' }
          : { type: 'alarm', id: alarm.alarm, from: 'map' },
      )
    },
    [worst],
  )
  return (
    <section class="sheet map-sheet" aria-label={say(centreWords.mapHelp)}>
      <MapView
        grid={picture.grid}
        devices={picture.pointsOfDevices}
        alarms={past ?? picture.pointsOfAlarms}
        cases={past === undefined ? picture.pointsOfCases : noPoints}
        crews={past !== undefined || hidden.includes('crews') ? noPoints : picture.pointsOfCrews}
        rain={past !== undefined || hidden.includes('rain') ? noPoints : picture.pointsOfRain}
        heat={heat}
        bounds={picture.bounds}
        selected={selected}
        selection={selection}
        onPick={pickOnMap}
        onMap={onMap}
      />
      <Selected
        alarm={alarm}
        opened={opened}
        device={device}
        state={device && deviceState(device, worst, picture.silent)}
        placed={selected !== undefined}
        onUnselect={() => onSelect(undefined)}
      />
      <Legend withRain={picture.gauges.length > 0} />
      <ReplayBar replaying={replaying}>
        {offered.map((layer) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={!hidden.includes(layer)}
              onChange={(event) => onLayer(layer, event.currentTarget.checked)}
            />{' '}
            {say(layerWords[layer])}
          </label>
        ))}
      </ReplayBar>
    </section>
  )
}

interface ListsProps {
  readonly data: CentreData
  readonly picture: CentrePicture
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
  readonly nameOf: (id: string) => string
}

/** Hundreds of rows: not drawn again because something else of the page was read again. */
const ofList = <T,>({ resource, shown, selection }: ListProps<T>) => [
  ...[resource.value, resource.error, shown, selection],
]
const Alarms = drawnWhen(AlarmList, (props) => [...ofList(props), props.deviceName])
const Cases = drawnWhen(CaseList, ofList)

const Crews = drawnWhen(CrewList, ({ cases, all, shown, selection }) => [
  ...[cases.value, cases.error, all, shown, selection],
])

const Lists = ({ data, picture, selection, onPick, nameOf }: ListsProps) => (
  <div class="centre-lists">
    <Alarms
      {...{ selection, onPick }}
      resource={data.alarms}
      shown={picture.shownAlarms}
      deviceName={nameOf}
    />
    <Cases {...{ selection, onPick }} resource={data.cases} shown={picture.shownCases} />
  </div>
)
