/** WGS-84 degrees. */
export interface Position {
  readonly longitude: number
  readonly latitude: number
}

/** Seven digits are a centimetre; a phone knows no more. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

export const positionOf = ({ longitude, latitude }: Position): Position => ({
  longitude: rounded(longitude),
  latitude: rounded(latitude),
})

/** Latitude first, as navigation applications read it. */
export const coordinates = ({ longitude, latitude }: Position): string => `${latitude},${longitude}`

/** RFC 5870; the query is what Android applications show as a pin with a name. */
export const geoLink = (position: Position, name: string): string =>
  `geo:${coordinates(position)}?q=${coordinates(position)}(${encodeURIComponent(name)})`
