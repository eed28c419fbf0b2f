/** The command centre: the city on one page. Choosing in a list leads on the map, choosing on the map leads in the list. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks'

import { centreWords } from '../../words/centre.ts'
import { say } from '../../words/words.ts'
import { useCentreData } from './data.ts'
import { casePoints, deviceState, devicePoints } from './features.ts'
import { Filters } from './filters.tsx'
import { useFrameMeter } from './frames.ts'
import { Legend } from './legend.tsx'
import { AlarmList, CaseList } from './lists.tsx'
import { MapView } from './map-view.tsx'
import {
  cellCentres,
  cityBounds,
  filteredAlarms,
  filteredCases,
  filteredDevices,
  positionOfCase,
  streetsOf,
  worstByDevice,
  type Filter,
  type Position,
} from './picture.ts'
import { Selected } from './selected.tsx'
import type { Pick, Selection } from './selection.ts'
import { Ticker } from './ticker.tsx'
import { Vitals } from './vitals.tsx'
import './centre.css'

export function Centre() {
  const main = useRef<HTMLElement>(null)
  useFrameMeter(main, new URLSearchParams(location.search).has('frames'))
  const data = useCentreData()
  const [filter, setFilter] = useState<Filter>({})
  const [selection, setSelection] = useState<Selection>()

  const grid = data.grid.value
  const devices = data.devices.value ?? noRows
  const alarms = data.alarms.value?.items ?? noRows
  const cases = data.cases.value?.items ?? noRows
  const health = data.health.value?.devices

  const byId = useMemo(() => new Map(devices.map((device) => [device.id, device])), [devices])
  const worst = useMemo(() => worstByDevice(alarms), [alarms])
  const centres = useMemo(() => cellCentres(grid), [grid])
  const streets = useMemo(() => streetsOf(grid), [grid])
  const bounds = useMemo(() => cityBounds(grid, devices), [grid, devices])
  const silent = useMemo(
    () => new Set((health ?? noRows).filter((device) => device.silent).map(({ id }) => id)),
    [health],
  )
  const shownAlarms = useMemo(() => filteredAlarms(alarms, filter, byId), [alarms, filter, byId])
  const shownCases = useMemo(() => filteredCases(cases, filter, byId), [cases, filter, byId])
  const pointsOfDevices = useMemo(
    () => devicePoints(filteredDevices(devices, filter, worst), worst, silent),
    [devices, filter, worst, silent],
  )
  const pointsOfCases = useMemo(
    () => casePoints(shownCases, byId, centres),
    [shownCases, byId, centres],
  )

  const pickInList = useCallback((pick: Pick) => setSelection({ ...pick, from: 'list' }), [])
  const pickOnMap = useCallback(
    ({ type, id }: Pick) => {
      const alarm = type === 'device' ? worst.get(id) : undefined
      setSelection(
        alarm === undefined
          ? { type, id, from: 'map' }
          : { type: 'alarm', id: alarm.alarm, from: 'map' },
      )
    },
    [worst],
  )

  // Hundreds of rows: not drawn again because something else of the page was read again.
  const alarmList = useMemo(
    () => (
      <AlarmList
        resource={data.alarms}
        shown={shownAlarms}
        selection={selection}
        onPick={pickInList}
        deviceName={(id) => byId.get(id)?.name ?? id}
      />
    ),
    [data.alarms.value, data.alarms.error, shownAlarms, selection, byId],
  )
  const caseList = useMemo(
    () => (
      <CaseList
        resource={data.cases}
        shown={shownCases}
        selection={selection}
        onPick={pickInList}
      />
    ),
    [data.cases.value, data.cases.error, shownCases, selection],
  )

  const alarm =
    selection?.type === 'alarm' ? alarms.find((row) => row.alarm === selection.id) : undefined
  const opened =
    selection?.type === 'case' ? cases.find((row) => row.id === selection.id) : undefined
  const deviceId =
    selection?.type === 'device' ? selection.id : (alarm?.device ?? opened?.place.device)
  const device = deviceId === undefined ? undefined : byId.get(deviceId)
  const selected: Position | undefined =
    opened === undefined
      ? device && [device.longitude, device.latitude]
      : positionOfCase(opened, byId, centres)

  return (
    <main id="content" class="page centre" ref={main}>
      <div class="row centre-head">
        <h1>{say(centreWords.title)}</h1>
        <Filters filter={filter} streets={streets} onChange={setFilter} />
      </div>
      <Vitals
        summary={data.summary}
        today={data.today}
        reporting={
          health && {
            reporting: health.filter((row) => !row.silent).length,
            all: health.length,
          }
        }
      />
      <div class="centre-columns">
        <section class="sheet map-sheet" aria-label={say(centreWords.mapHelp)}>
          <MapView
            grid={grid}
            devices={pointsOfDevices}
            cases={pointsOfCases}
            bounds={bounds}
            selected={selected}
            selection={selection}
            onPick={pickOnMap}
          />
          <Selected
            alarm={alarm}
            opened={opened}
            device={device}
            state={device && deviceState(device, worst, silent)}
            placed={selected !== undefined}
            onUnselect={() => setSelection(undefined)}
          />
          <Legend />
        </section>
        <div class="centre-lists">
          {alarmList}
          {caseList}
        </div>
      </div>
      <Ticker />
    </main>
  )
}

/** One and the same emptiness, so that nothing is worked out again for it. */
const noRows: readonly never[] = []
