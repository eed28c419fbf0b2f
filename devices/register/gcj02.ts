import packed from 'gcoord'

// The package says it has a default export, but its CommonJS module is that object itself.
const gcoord = packed as unknown as (typeof packed)['default']

export interface Position {
  readonly longitude: number
  readonly latitude: number
}

/** Seven decimals are about a centimetre; more would only be the noise of the transformation. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** GCJ-02, what Chinese maps show, to WGS-84; outside China both are the same. */
export function fromGcj02({ longitude, latitude }: Position): Position {
  const [east, north] = gcoord.transform<[number, number]>(
    [longitude, latitude],
    gcoord.GCJ02,
    gcoord.WGS84,
  )
  return { longitude: rounded(east), latitude: rounded(north) }
}
