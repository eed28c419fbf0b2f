/** The place of the map on the page: loads it, hands it what to show, makes it again for another theme or language. */
import { useEffect, useRef, useState } from 'preact/hooks'

import { city, cityAsked } from '../../state/city.ts'
import { theme } from '../../state/theme.ts'
import { centreWords } from '../../words/centre.ts'
import { language, say } from '../../words/words.ts'
import { noPoints, type Points } from './features.ts'
import type { Camera, CityMap } from './map/city-map.ts'
import { loadMap } from './map/load.ts'
import type { Bounds, CityGrid, Position } from './picture.ts'
import type { Pick, Selection } from './selection.ts'

export interface MapViewProps {
  readonly grid: CityGrid | undefined
  /** The dots of all; those of devices that alarm are covered by their signs. */
  readonly devices: Points
  readonly alarms: Points
  readonly cases: Points
  /** Nothing: they are not shown. */
  readonly crews?: Points
  readonly rain?: Points
  /** Nothing: no heat is shown. */
  readonly heat?: Points
  /** Of the whole city, when known. */
  readonly bounds: Bounds | undefined
  readonly selected: Position | undefined
  /** Who chose on the map knows where it is; who chose in a list is taken there. */
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
  /** It is there, or is known not to come. */
  readonly onMap: () => void
}

type State = 'loading' | 'ready' | 'unavailable'

const layerTypes = {
  cases: 'case',
  crews: 'case',
  rain: 'device',
  'devices-alarm': 'device',
  'devices-calm': 'device',
} as const

export function MapView(props: MapViewProps) {
  const box = useRef<HTMLDivElement>(null)
  const camera = useRef<Camera | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [map, setMap] = useState<CityMap>()
  const [state, setState] = useState<State>('loading')
  const [groundAway, setGroundAway] = useState(false)
  const tiles = city.value?.map.tiles
  const file = city.value?.map.file
  const attribution = city.value?.map.attribution

  useEffect(() => {
    const container = box.current
    if (container === null || !cityAsked.value) return undefined
    let made: CityMap | undefined
    let left = false
    const make = async () => {
      const { CityMap } = await loadMap()
      if (left) return
      made = new CityMap({
        container,
        ground: {
          ...(tiles === undefined ? {} : { tiles }),
          ...(file === undefined ? {} : { file }),
          ...(attribution === undefined ? {} : { attribution }),
        },
        words: {
          map: say(centreWords.map),
          zoomIn: say(centreWords.zoomIn),
          zoomOut: say(centreWords.zoomOut),
        },
        camera: camera.current,
        onReady: () => {
          setState('ready')
          latest.current.onMap()
        },
        onGroundAway: () => setGroundAway(true),
        onPick: (layer, id) => latest.current.onPick({ type: layerTypes[layer], id }),
      })
      setMap(made)
    }
    setState('loading')
    setGroundAway(false)
    // No WebGL 2, or the file of the map did not come: the lists hold the same.
    make().catch(() => {
      setState('unavailable')
      latest.current.onMap()
    })
    return () => {
      left = true
      setMap(undefined)
      if (made === undefined) return
      camera.current = made.camera ?? camera.current
      made.remove()
    }
  }, [theme.value, language.value, cityAsked.value, tiles, file?.version, attribution])

  const { grid, devices, alarms, cases, bounds, selected, selection } = props
  const { crews = noPoints, rain = noPoints, heat = noPoints } = props
  useEffect(() => {
    if (grid !== undefined) map?.showGrid(grid)
  }, [map, grid])
  useEffect(() => map?.show('devices', devices), [map, devices])
  useEffect(() => map?.show('alarms', alarms), [map, alarms])
  useEffect(() => map?.show('cases', cases), [map, cases])
  useEffect(() => map?.show('crews', crews), [map, crews])
  useEffect(() => map?.show('rain', rain), [map, rain])
  useEffect(() => map?.show('heat', heat), [map, heat])
  useEffect(() => {
    if (bounds !== undefined) map?.frame(bounds)
  }, [map, bounds])
  const flown = useRef<Selection | undefined>(undefined)
  useEffect(() => {
    if (map === undefined) return
    // Once for each choice: the place of the same thing may be read again many times.
    const fly = selection?.from === 'list' && flown.current !== selection
    if (fly && selected !== undefined) flown.current = selection
    map.select(selected, fly)
  }, [map, selection, selected?.[0], selected?.[1]])

  return (
    <div class="map-frame">
      <div ref={box} class="map" data-map={state} />
      {state === 'ready' ? null : (
        <p class="map-message" role="status">
          {say(state === 'loading' ? centreWords.mapLoading : centreWords.mapUnavailable)}
        </p>
      )}
      {groundAway ? <p class="map-note">{say(centreWords.groundAway)}</p> : null}
    </div>
  )
}
