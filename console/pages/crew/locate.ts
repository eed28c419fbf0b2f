import { positionOf, type Position } from '../../offline/position.ts'

export type LocateTrouble = 'insecure' | 'noPermission' | 'noPosition'

/** Where the phone is, or why that is not known. */
export function locate(): Promise<Position | LocateTrouble> {
  if (!isSecureContext) return Promise.resolve('insecure')
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(positionOf(coords)),
      ({ code }) =>
        resolve(
          code === GeolocationPositionError.PERMISSION_DENIED ? 'noPermission' : 'noPosition',
        ),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  })
}
