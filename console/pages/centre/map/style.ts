/**
 * The map as MapLibre draws it: a blank ground in the colour of the page (or the operator's tiles), the grid, the
 * devices and the open cases. No glyphs are named: text is drawn from the fonts of the machine, nothing is fetched.
 */
import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl'

import type { City } from '../../../api/types.ts'
import { noPoints } from '../features.ts'
import { cityLayers } from './city-layers.ts'
import type { Palette } from './palette.ts'

type MapFile = NonNullable<City['map']['file']>

export interface Ground {
  /** Template of the tiles' addresses with {z}, {x}, {y}. */
  readonly tiles?: string
  /** The city gives streets and rivers of its own, in tiles. */
  readonly file?: MapFile
  readonly attribution?: string
}

export const pickable = ['cases', 'crews', 'rain', 'devices-alarm', 'devices-calm'] as const
export type PickableLayer = (typeof pickable)[number]
/** Who presses one of its dots is taken nearer. */
export const several = 'devices-several'

/** Nothing of the dot of a device that alarms, else this. */
const unlessAlarming = (opacity: ExpressionSpecification | number): ExpressionSpecification => [
  'case',
  ['boolean', ['feature-state', 'alarms'], false],
  0,
  opacity,
]
const growing = (
  far: number | ExpressionSpecification,
  near: number | ExpressionSpecification,
): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 10, far, 16, near]

const empty = (): GeoJSONSourceSpecification => ({ type: 'geojson', data: noPoints })

/**
 * Dots that would lie on each other are one, so a picture never has more of them than it has room for (decision 0095). From the zoom
 * after `clusterMaxZoom` each device has its own. By their names the map is told which of them alarm.
 */
const devicesSource: GeoJSONSourceSpecification = {
  ...empty(),
  promoteId: 'id',
  ...{ cluster: true, clusterRadius: 8, clusterMaxZoom: 14 },
  clusterProperties: { normal: ['+', ['case', ['==', ['get', 'sign'], 'normal'], 1, 0]] },
}

/** The map takes the words for HTML, and whoever made the file is not trusted that far. */
const asText = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A template from the same server is given without its host; the worker of the map needs all of it. */
const absolute = (tiles: string): string =>
  tiles.startsWith('/') ? `${location.origin}${tiles}` : tiles

const cityTiles = ({ version, least, most }: MapFile): VectorSourceSpecification => ({
  type: 'vector',
  tiles: [absolute(`/v1/map/{z}/{x}/{y}?version=${version}`)],
  ...{ minzoom: least, maxzoom: most },
})

export function styleOf(
  palette: Palette,
  { tiles, file, attribution }: Ground,
): StyleSpecification {
  const words = attribution === undefined ? {} : { attribution: asText(attribution) }
  const ground: SourceSpecification | undefined =
    tiles === undefined
      ? undefined
      : { type: 'raster', tiles: [absolute(tiles)], tileSize: 256, ...words }
  return {
    version: 8,
    sources: {
      ...(ground === undefined ? {} : { ground }),
      ...(file === undefined ? {} : { city: { ...cityTiles(file), ...words } }),
      grid: empty(),
      devices: devicesSource,
      alarms: empty(),
      cases: empty(),
      crews: empty(),
      rain: empty(),
      selected: empty(),
      heat: empty(),
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': palette.ground } },
      ...(ground === undefined
        ? []
        : [{ id: 'ground', type: 'raster', source: 'ground' } as const]),
      gridFill(palette, ground === undefined),
      ...(file === undefined ? [] : cityLayers(palette)),
      ...gridLayers(palette),
      heatLayer(palette),
      ...deviceLayers(palette),
      rainLayer(palette),
      ...caseLayers(palette),
    ],
  }
}

const gridFill = (palette: Palette, blank: boolean): LayerSpecification => ({
  id: 'grid-fill',
  type: 'fill',
  source: 'grid',
  paint: { 'fill-color': palette.sheet, 'fill-opacity': blank ? 0.7 : 0.1 },
})

const gridLayers = (palette: Palette): readonly LayerSpecification[] => [
  {
    id: 'grid-line',
    type: 'line',
    source: 'grid',
    paint: { 'line-color': palette.line, 'line-width': 1 },
  },
  {
    id: 'grid-name',
    type: 'symbol',
    source: 'grid',
    minzoom: 14,
    layout: { 'text-field': ['get', 'name'], 'text-size': 11 * palette.scale, 'text-padding': 12 },
    paint: {
      'text-color': palette.quiet,
      'text-halo-color': palette.ground,
      'text-halo-width': 1,
    },
  },
]

/** Where alarms came close together, a red one as much as four blue ones; the devices stay to be seen on it. */
const heatLayer = (palette: Palette): LayerSpecification => ({
  id: 'heat',
  type: 'heatmap',
  source: 'heat',
  paint: {
    'heatmap-weight': ['/', ['get', 'rank'], 4],
    'heatmap-radius': growing(16 * palette.scale, 60 * palette.scale),
    'heatmap-opacity': 0.6,
    'heatmap-color': [
      'interpolate',
      ['linear'],
      ['heatmap-density'],
      0,
      'rgba(0, 0, 0, 0)',
      0.25,
      palette.severity.yellow,
      0.6,
      palette.severity.orange,
      1,
      palette.severity.red,
    ],
  },
})

/** The ring of what is silent, at the zoom of a whole city: thin, so that hundreds of them cover nothing. */
const ring = (silent: number, inactive: number): ExpressionSpecification => [
  'match',
  ['get', 'sign'],
  'silent',
  silent,
  'inactive',
  inactive,
  0,
]

const count: ExpressionSpecification = ['get', 'point_count']
const reporting: ExpressionSpecification = ['/', ['get', 'normal'], count]
/** From a dot of two to one of 256 and more. */
const byCount = (least: number, most: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['log2', count],
  ...[1, least],
  ...[8, most],
]
const hollow = (width: number): ExpressionSpecification => ['case', ['<', reporting, 0.5], width, 0]

/** One dot of several devices: the more, the larger; the fewer of them report, the paler; hollow when most do not. */
const severalLayer = (palette: Palette): LayerSpecification => ({
  id: several,
  type: 'circle',
  source: 'devices',
  filter: ['has', 'point_count'],
  layout: { 'circle-sort-key': count },
  paint: {
    'circle-radius': growing(
      byCount(2 * palette.scale, 3 * palette.scale),
      byCount(7 * palette.scale, 10 * palette.scale),
    ),
    'circle-color': ['interpolate', ['linear'], reporting, 0, palette.ground, 1, palette.good],
    'circle-opacity': 0.75,
    'circle-stroke-color': palette.quiet,
    'circle-stroke-width': growing(hollow(0.75 * palette.scale), hollow(2 * palette.scale)),
  },
})

/** What is quiet is a dot (hollow when silent); what alarms has the shape and the colour of its severity, and lies above. */
const deviceLayers = (palette: Palette): readonly LayerSpecification[] => [
  severalLayer(palette),
  {
    id: 'devices-calm',
    type: 'circle',
    source: 'devices',
    filter: ['!', ['has', 'point_count']],
    // What reports lies above what is silent.
    layout: { 'circle-sort-key': ['match', ['get', 'sign'], 'normal', 1, 0] },
    paint: {
      'circle-radius': growing(1.5 * palette.scale, 6 * palette.scale),
      'circle-color': ['match', ['get', 'sign'], 'normal', palette.good, palette.ground],
      'circle-opacity': unlessAlarming(['match', ['get', 'sign'], 'normal', 0.75, 1]),
      'circle-stroke-opacity': unlessAlarming(1),
      'circle-stroke-color': palette.quiet,
      'circle-stroke-width': growing(
        ring(0.75 * palette.scale, 0.5 * palette.scale),
        ring(2 * palette.scale, palette.scale),
      ),
    },
  },
  {
    id: 'devices-alarm',
    type: 'symbol',
    source: 'alarms',
    layout: {
      'icon-image': ['concat', 'alarm-', ['get', 'sign']],
      'icon-size': growing(0.5 * palette.scale, palette.scale),
      'symbol-sort-key': ['get', 'rank'],
      // Nothing that alarms is ever hidden by something else, and no time goes into finding out.
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  },
]

/** What fell in the last hour; above what devices say, beneath what people have to do. */
const rainLayer = (palette: Palette): LayerSpecification => ({
  id: 'rain',
  type: 'symbol',
  source: 'rain',
  layout: {
    'icon-image': ['concat', 'rain-', ['get', 'sign']],
    'icon-size': growing(0.7 * palette.scale, palette.scale),
    'text-field': ['coalesce', ['get', 'text'], ''],
    'text-size': 13 * palette.scale,
    'text-anchor': 'left',
    'text-offset': [0.8, 0],
    'text-optional': true,
    'symbol-sort-key': ['-', ['get', 'rank']],
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
  },
  paint: {
    'text-color': palette.ink,
    'text-halo-color': palette.ground,
    'text-halo-width': 2,
  },
})

const caseLayers = (palette: Palette): readonly LayerSpecification[] => [
  {
    id: 'cases',
    type: 'symbol',
    source: 'cases',
    layout: {
      'icon-image': ['concat', 'case-', ['get', 'sign']],
      'icon-size': growing(0.55 * palette.scale, palette.scale),
      'icon-anchor': 'bottom',
      'symbol-sort-key': ['get', 'rank'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  },
  {
    id: 'crews',
    type: 'symbol',
    source: 'crews',
    layout: {
      'icon-image': ['concat', 'crew-', ['get', 'sign']],
      'icon-size': growing(0.6 * palette.scale, palette.scale),
      // Beneath the tip of the pin, which stands at the same place.
      'icon-anchor': 'top',
      'icon-offset': [0, 3],
      'symbol-sort-key': ['get', 'rank'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  },
  {
    id: 'selected',
    type: 'circle',
    source: 'selected',
    paint: {
      'circle-radius': 20 * palette.scale,
      'circle-opacity': 0,
      'circle-stroke-color': palette.ink,
      'circle-stroke-width': 3,
    },
  },
]
