/**
 * Stands in for the decoder of MapLibre Tiles (`@maplibre/mlt`) when the console is built, see console/vite.config.ts. The map draws
 * GeoJSON and pictures; the decoder would be another 18 KB of gzip.
 */
export const GEOMETRY_TYPE = {}

export function decodeTile(): never {
  throw new Error('the map of the console draws no vector tiles')
}
