/** The map of the city. Loaded when the command centre is open, and by nobody else: it is the heaviest part of the console. */
import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  setWorkerUrl,
  type GeoJSONSource,
  type LngLat,
  type Subscription,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'

import { onePoint, samePoints, type Points } from '../features.ts'
import type { Bounds, CityGrid, Position } from '../picture.ts'
import { imageScale, signsOf } from './images.ts'
import { readPalette } from './palette.ts'
import { pickable, several, styleOf, type Ground, type PickableLayer } from './style.ts'

// A file of this server, so that the worker needs no more than `worker-src 'self'`; vite.config.ts makes it.
setWorkerUrl('/map-worker.js')

export interface Camera {
  readonly center: Position
  readonly zoom: number
}

export interface CityMapOptions {
  readonly container: HTMLElement
  readonly ground: Ground
  readonly words: { readonly map: string; readonly zoomIn: string; readonly zoomOut: string }
  /** Where it looked before it was made again; without it the whole city is shown as soon as it is known. */
  readonly camera: Camera | undefined
  readonly onReady: () => void
  readonly onGroundAway: () => void
  readonly onPick: (layer: PickableLayer, id: string) => void
}

type PointSource = 'devices' | 'alarms' | 'cases' | 'crews' | 'rain' | 'selected' | 'heat'
type Data = Parameters<GeoJSONSource['setData']>[0]

/** How far from the pointer a thing may be and still be meant, in pixels. */
const reach = 8
const closeUp = 15.5
/** For who presses a dot of several devices: what was a pixel is four. */
const nearer = 2
const pressed = [...pickable, several]
const pressedSources: readonly PointSource[] = ['cases', 'crews', 'rain', 'devices', 'alarms']

export class CityMap {
  readonly #map: MapLibreMap
  readonly #pending = new Map<string, Data>()
  readonly #shown = new Map<PointSource, Points>()
  #alarming: ReadonlySet<string> = new Set()
  #ready = false
  #framed: boolean
  /** A press that waits for what is drawn. */
  #waiting: Subscription | undefined

  constructor(options: CityMapOptions) {
    const { container, ground, words, camera } = options
    const palette = readPalette()
    this.#framed = camera !== undefined
    this.#map = new MapLibreMap({
      container,
      style: styleOf(palette, ground),
      locale: {
        'Map.Title': words.map,
        'NavigationControl.ZoomIn': words.zoomIn,
        'NavigationControl.ZoomOut': words.zoomOut,
      },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      fadeDuration: 0,
      renderWorldCopies: false,
      ...camera,
    })
    this.#map.addControl(new NavigationControl({ showCompass: false }))
    const hasGround = ground.tiles !== undefined || ground.file !== undefined
    // Always to be read: whoever gave the map asks for it.
    if (hasGround) this.#map.addControl(new AttributionControl({ compact: false }))
    this.#map.on('style.load', () => {
      for (const { name, image } of signsOf(palette))
        if (!this.#map.hasImage(name)) this.#map.addImage(name, image, { pixelRatio: imageScale })
      this.#ready = true
      for (const [name, data] of this.#pending) this.#set(name, data)
      this.#pending.clear()
      options.onReady()
    })
    // Without a listener the library writes every missing tile to the browser's console.
    this.#map.on('error', () => {
      if (hasGround) options.onGroundAway()
    })
    this.#map.on('click', ({ lngLat }) => this.#press(lngLat, options.onPick))
    const canvas = this.#map.getCanvas()
    this.#map.on('mouseenter', pressed, () => canvas.classList.add('pointing'))
    this.#map.on('mouseleave', pressed, () => canvas.classList.remove('pointing'))
  }

  /** Nothing worth keeping before the city was in sight. */
  get camera(): Camera | undefined {
    if (!this.#framed) return undefined
    const { lng, lat } = this.#map.getCenter()
    return { center: [lng, lat], zoom: this.#map.getZoom() }
  }

  showGrid(grid: CityGrid): void {
    this.#set('grid', grid as Data)
  }

  show(name: PointSource, points: Points): void {
    const before = this.#shown.get(name)
    if (before !== undefined && samePoints(before, points)) return
    this.#shown.set(name, points)
    this.#set(name, points)
  }

  /** The first time only: later it is the person's to say where to look. */
  frame(bounds: Bounds): void {
    if (this.#framed) return
    this.#framed = true
    this.#map.fitBounds(bounds, { padding: 24, animate: false })
  }

  select(position: Position | undefined, fly: boolean): void {
    this.show('selected', onePoint(position))
    if (position === undefined || !fly) return
    this.#framed = true
    this.#map.flyTo({ center: position, zoom: Math.max(this.#map.getZoom(), closeUp) })
  }

  remove(): void {
    this.#map.remove()
  }

  #set(name: string, data: Data): void {
    if (!this.#ready) {
      this.#pending.set(name, data)
      return
    }
    void this.#map.getSource<GeoJSONSource>(name)?.setData(data)
    if (name === 'alarms') this.#coverDots(data as Points)
  }

  /** What alarms has a sign in the place of its dot: told by name, so that the dots of all others stay as they are drawn. */
  #coverDots({ features }: Points): void {
    const alarming = new Set(features.map(({ properties: { id } }) => id))
    for (const id of this.#alarming)
      if (!alarming.has(id)) this.#map.removeFeatureState({ source: 'devices', id }, 'alarms')
    for (const id of alarming)
      if (!this.#alarming.has(id))
        this.#map.setFeatureState({ source: 'devices', id }, { alarms: true })
    this.#alarming = alarming
  }

  /** While dots are drawn anew nothing stands there: a press counts for what stands there then, unless another one came. */
  #press(lngLat: LngLat, onPick: CityMapOptions['onPick']): void {
    this.#waiting?.unsubscribe()
    if (!this.#ready || this.#pick(lngLat, onPick) || this.#isDrawn()) return
    this.#waiting = this.#map.on('render', () => {
      if (!this.#isDrawn()) return
      this.#waiting?.unsubscribe()
      this.#pick(lngLat, onPick)
    })
  }

  #isDrawn(): boolean {
    return pressedSources.every((source) => this.#map.isSourceLoaded(source))
  }

  /** Whether something stands there. */
  #pick(lngLat: LngLat, onPick: CityMapOptions['onPick']): boolean {
    const point = this.#map.project(lngLat)
    const layers = { layers: pressed }
    // What lies under the pointer itself before what is only near it.
    const [found] = [
      ...this.#map.queryRenderedFeatures(point, layers),
      ...this.#map.queryRenderedFeatures(
        [
          [point.x - reach, point.y - reach],
          [point.x + reach, point.y + reach],
        ],
        layers,
      ),
    ]
    if (found?.layer.id === several) {
      this.#map.easeTo({ center: lngLat, zoom: this.#map.getZoom() + nearer })
      return true
    }
    const layer = pickable.find((name) => name === found?.layer.id)
    const id: unknown = found?.properties['id']
    if (layer !== undefined && typeof id === 'string') onPick(layer, id)
    return found !== undefined
  }
}
