import common from '@grafana/grafana-foundation-sdk/common'
import geomap from '@grafana/grafana-foundation-sdk/geomap'

import type { Bilingual } from '../../core/bilingual.ts'
import { linksOf, type Link } from './links.ts'
import { described, type About, type Panel } from './panel.ts'
import { mapping, type State } from './thresholds.ts'
import { namedBy, type Vocabulary } from './vocabularies.ts'

/**
 * Under Grafana's own address, so that no wall asks a server outside: polygons of the grid and, where a city has them,
 * tiles. docs/dashboards.md says where to put the files; without them the points stand on an empty ground.
 */
const grid = '/public/urban-brain/grid.geojson'
const tiles = '/public/urban-brain/tiles/{z}/{x}/{y}.png'

/** What one query finds, the first layer that of the first. */
interface Layer {
  readonly words: Bilingual
  /** Of all its markers. */
  readonly colour: string
  readonly size: number
  readonly symbol: 'circle' | 'square' | 'triangle' | 'star'
}

export interface MapAbout extends About {
  readonly layers: readonly Layer[]
  readonly links: Readonly<Record<string, Link>>
  /** Columns of names and codes, which a unit would read as numbers. */
  readonly texts: readonly string[]
  /** Words of the codes that columns hold. */
  readonly named: Readonly<Record<string, Vocabulary>>
  readonly states: Readonly<Record<string, readonly State[]>>
}

export const mapPanel =
  (about: MapAbout): Panel =>
  (say) => {
    const { layers, links, texts, named, states } = about
    const panel = described(new geomap.PanelBuilder(), about, say)
      .view(
        new geomap.MapViewConfigBuilder()
          .id('fit')
          .allLayers(true)
          .lat(0)
          .lon(0)
          .padding(25)
          // The closest that it may fit to. Grafana looks at maxZoom only where there is no zoom, and the builder writes 1.
          .zoom(15),
      )
      .controls(
        new geomap.ControlsOptionsBuilder()
          .showZoom(true)
          .mouseWheelZoom(true)
          .showScale(true)
          .showAttribution(false),
      )
      .tooltip(new geomap.TooltipOptionsBuilder().mode(geomap.TooltipMode.Details))
      .basemap(
        new common.MapLayerOptionsBuilder()
          .type('xyz')
          .name(say({ zh: '底图', en: 'Tiles' }))
          .config({ url: tiles, attribution: '' }),
      )
      .layers([
        new common.MapLayerOptionsBuilder()
          .type('geojson')
          .name(say({ zh: '网格', en: 'Grid' }))
          .config({
            src: grid,
            rules: [],
            style: { color: { fixed: 'rgba(128,128,128,0.35)' }, opacity: 0.15, lineWidth: 1 },
          })
          .tooltip(false),
        ...layers.map(({ words, colour, size, symbol }, index) =>
          new common.MapLayerOptionsBuilder()
            .type('markers')
            .name(say(words))
            .tooltip(true)
            .filterData({ id: 'byRefId', options: String.fromCodePoint(65 + index) })
            .location(
              new common.FrameGeometrySourceBuilder()
                .mode(common.FrameGeometrySourceMode.Coords)
                .latitude('latitude')
                .longitude('longitude'),
            )
            .config({
              // One entry a layer would cover a third of the map.
              showLegend: false,
              style: {
                size: { fixed: size, min: 2, max: 15 },
                color: { fixed: colour },
                opacity: 0.8,
                symbol: { mode: 'fixed', fixed: `img/icons/marker/${symbol}.svg` },
              },
            }),
        ),
      ])
    for (const column of texts) panel.overrideByName(column, [{ id: 'unit', value: 'string' }])
    for (const [column, link] of Object.entries(links)) {
      panel.overrideByName(column, [
        { id: 'links', value: linksOf(link, say, about.span !== undefined) },
      ])
    }
    for (const [column, vocabulary] of Object.entries(named)) {
      panel.overrideByName(column, [{ id: 'mappings', value: namedBy(vocabulary, say) }])
    }
    for (const [column, of] of Object.entries(states)) {
      panel.overrideByName(column, [{ id: 'mappings', value: [mapping(of, say)] }])
    }
    return panel
  }
