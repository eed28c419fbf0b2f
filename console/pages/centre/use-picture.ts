/** What the page shows of what was read: worked out again only where something of it has changed. */
import { useMemo, useRef } from 'preact/hooks'

import type { CentreData } from './data.ts'
import { crewOrders } from './crews.ts'
import { alarmPoints, casePoints, crewPoints, quietPoints, rainPoints } from './features.ts'
import {
  alarmingDevices,
  cellCentres,
  cityBounds,
  filteredAlarms,
  filteredCases,
  gaugesIn,
  positionOfCase,
  quietDevices,
  streetsOf,
  worstByDevice,
  type Filter,
  type Position,
} from './picture.ts'
import type { Selection } from './selection.ts'

export type CentrePicture = ReturnType<typeof usePicture>

export function usePicture(data: CentreData, filter: Filter) {
  const grid = data.grid.value
  const devices = data.devices.value ?? noRows
  const alarms = data.alarms.value?.items ?? noRows
  const cases = data.cases.value?.items ?? noRows
  const reported = data.silent.value

  const byId = useMemo(() => new Map(devices.map((device) => [device.id, device])), [devices])
  const worst = useMemo(() => worstByDevice(alarms), [alarms])
  const centres = useMemo(() => cellCentres(grid), [grid])
  const streets = useMemo(() => streetsOf(grid), [grid])
  // The map is framed once: by its devices only where the city turns out to have no grid.
  const gridKnown = grid !== undefined || data.grid.error !== undefined
  const bounds = useMemo(
    () => (gridKnown ? cityBounds(grid, devices) : undefined),
    [gridKnown, grid, devices],
  )
  const silent = useSilent(reported?.silent ?? noRows)
  const shownAlarms = useMemo(() => filteredAlarms(alarms, filter, byId), [alarms, filter, byId])
  const shownCases = useMemo(() => filteredCases(cases, filter, byId), [cases, filter, byId])
  const pointsOfDevices = useMemo(
    () => quietPoints(quietDevices(devices, filter), silent),
    [devices, filter, silent],
  )
  const pointsOfAlarms = useMemo(
    () => alarmPoints(alarmingDevices(worst, filter, byId)),
    [worst, filter, byId],
  )
  const pointsOfCases = useMemo(
    () => casePoints(shownCases, byId, centres),
    [shownCases, byId, centres],
  )
  const orders = useMemo(() => crewOrders(cases), [cases])
  const shownOrders = useMemo(() => crewOrders(shownCases), [shownCases])
  const pointsOfCrews = useMemo(
    () => crewPoints(shownOrders, byId, centres),
    [shownOrders, byId, centres],
  )
  const gauges = data.rain.value?.gauges ?? noRows
  const shownGauges = useMemo(() => gaugesIn(gauges, filter), [gauges, filter])
  const pointsOfRain = useMemo(() => rainPoints(shownGauges), [shownGauges])
  return {
    grid,
    devices,
    alarms,
    cases,
    reporting: reported && {
      reporting: reported.count - reported.silent.length,
      all: reported.count,
    },
    byId,
    worst,
    centres,
    streets,
    bounds,
    silent,
    shownAlarms,
    shownCases,
    pointsOfDevices,
    pointsOfAlarms,
    pointsOfCases,
    /** Of all open cases, and of those that are shown. */
    orders,
    shownOrders,
    pointsOfCrews,
    gauges,
    shownGauges,
    pointsOfRain,
  }
}

/** The same set for as long as the same are silent: read every half minute, it makes a hundred thousand dots anew only then. */
function useSilent(ids: readonly string[]): ReadonlySet<string> {
  const known = useRef<ReadonlySet<string>>(new Set())
  return useMemo(() => {
    const same = ids.length === known.current.size && ids.every((id) => known.current.has(id))
    if (!same) known.current = new Set(ids)
    return known.current
  }, [ids])
}

/** The thing that is chosen, with the device that it is about and its place on the map. */
export function chosenOf(
  { alarms, cases, byId, centres }: CentrePicture,
  selection: Selection | undefined,
) {
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
  return { alarm, opened, device, selected }
}

/** One and the same emptiness, so that nothing is worked out again for it. */
const noRows: readonly never[] = []
