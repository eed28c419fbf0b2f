/** Streets, rivers and green that the city gives (docs/console.md, "The map"): quiet, so that what happens stands out. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'

import type { Palette } from './palette.ts'

type Filter = ExpressionSpecification

const ofKind = (...kinds: readonly string[]): Filter => [
  'in',
  ['get', 'kind'],
  ['literal', [...kinds]],
]

/** A width that doubles with each level, as the ground itself does, and is never less than a hair. */
const width = (thin: number, wide: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  10,
  thin,
  18,
  wide,
]

/** What is too small to be drawn far off is not in the tiles of there. */
const source = { source: 'city', 'source-layer': 'city' } as const

export const cityLayers = (palette: Palette): readonly LayerSpecification[] => [
  area('city-green', ['green'], palette.green),
  area('city-water', ['water'], palette.water),
  area('city-building', ['building'], palette.line),
  line('city-river', ['river'], palette.water, width(1, 16)),
  {
    ...line('city-railway', ['railway'], palette.quiet, width(0.6, 4)),
    paint: { 'line-color': palette.quiet, 'line-width': 1.5, 'line-dasharray': [4, 3] },
  },
  line('city-street', ['street'], palette.road, width(0.3, 10)),
  line('city-road', ['road'], palette.road, width(0.8, 22)),
  {
    id: 'city-name',
    type: 'symbol',
    ...source,
    filter: ['all', ['has', 'name'], ofKind('road', 'street', 'river', 'railway')],
    minzoom: 13,
    layout: {
      'symbol-placement': 'line',
      'text-field': ['get', 'name'],
      'text-size': 11 * palette.scale,
    },
    paint: names(palette),
  },
  {
    id: 'city-place',
    type: 'symbol',
    ...source,
    filter: ['all', ['has', 'name'], ofKind('water', 'green')],
    minzoom: 13,
    layout: { 'text-field': ['get', 'name'], 'text-size': 11 * palette.scale },
    paint: names(palette),
  },
]

const names = (palette: Palette) => ({
  'text-color': palette.quiet,
  'text-halo-color': palette.ground,
  'text-halo-width': 1,
})

const area = (id: string, kinds: readonly string[], colour: string): LayerSpecification => ({
  ...{ id, type: 'fill', ...source },
  filter: ofKind(...kinds),
  paint: { 'fill-color': colour },
})

const line = (
  id: string,
  kinds: readonly string[],
  colour: string,
  wide: ExpressionSpecification,
): Extract<LayerSpecification, { type: 'line' }> => ({
  ...{ id, type: 'line', ...source },
  filter: ofKind(...kinds),
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': colour, 'line-width': wide },
})
