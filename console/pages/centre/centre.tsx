/** The command centre: the city on one page. Choosing in a list leads on the map, choosing on the map leads in the list. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks'

import { drawnWhen } from '../../parts/drawn-when.tsx'
import { useAddress } from '../../state/address.ts'
import { centreWords } from '../../words/centre.ts'
import { wallWords } from '../../words/wall.ts'
import { say } from '../../words/words.ts'
import { useCentreData, type CentreData } from './data.ts'
import { deviceState, noPoints } from './features.ts'
import { filterIn } from './filter-address.ts'
import { Filters } from './filters.tsx'
import { useFrameMeter } from './frames.ts'
import { Legend } from './legend.tsx'
import { AlarmList, CaseList, type ListProps } from './lists.tsx'
import { MapView } from './map-view.tsx'
import { RedAlarms } from './red-alarms.tsx'
import type { Filter } from './picture.ts'
import { ReplayBar } from './replay-bar.tsx'
import { useReplay } from './use-replay.ts'
import { Selected } from './selected.tsx'
import type { Pick, Selection } from './selection.ts'
import { Ticker } from './ticker.tsx'
import { chosenOf, usePicture, type CentrePicture } from './use-picture.ts'
import { Vitals } from './vitals.tsx'
import './centre.css'

export function Centre() {
  const main = useRef<HTMLElement>(null)
  useFrameMeter(main, new URLSearchParams(location.search).has('frames'))
  const data = useCentreData()
  const { query, show } = useAddress()
  const written = query.toString()
  const filter = useMemo(() => filterIn(new URLSearchParams(written)), [written])
  const [selection, setSelection] = useState<Selection>()
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
          onChange={(chosen) => show({ ...chosen })}
        />
        <span class="fill" />
        <a href="/wall">{say(wallWords.open)}</a>
        <RedAlarms standing={data.alarms.value?.items} deviceName={nameOf} />
      </div>
      <Vitals summary={data.summary} today={data.today} reporting={picture.reporting} />
      <div class="centre-columns">
        <MapSheet picture={picture} filter={filter} selection={selection} onSelect={setSelection} />
        <Lists {...{ data, picture, selection, nameOf }} onPick={pickInList} />
      </div>
      <Ticker />
    </main>
  )
}

interface MapSheetProps {
  readonly picture: CentrePicture
  readonly filter: Filter
  readonly selection: Selection | undefined
  readonly onSelect: (selection: Selection | undefined) => void
}

function MapSheet({ picture, filter, selection, onSelect }: MapSheetProps) {
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
        heat={heat}
        bounds={picture.bounds}
        selected={selected}
        selection={selection}
        onPick={pickOnMap}
      />
      <Selected
        alarm={alarm}
        opened={opened}
        device={device}
        state={device && deviceState(device, worst, picture.silent)}
        placed={selected !== undefined}
        onUnselect={() => onSelect(undefined)}
      />
      <Legend />
      <ReplayBar replaying={replaying} />
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
