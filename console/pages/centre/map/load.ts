/** The heaviest part of the console, in a file of its own: asked for as soon as it is known that the page with the map opens. */
export const loadMap = () => import('./city-map.ts')
