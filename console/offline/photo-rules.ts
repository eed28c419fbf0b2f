/** What the photo store takes (docs/cases.md), known before a photo waits on the phone for nothing. Pure. */
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export const largestPhoto = 8 * 1024 * 1024
/** Longest side in pixels; more shows nothing more of a street and takes minutes on a bad network. */
export const longestSide = 2_048
/** The report of a case names at most so many. */
export const mostPhotos = 20

export type PhotoTrouble = 'type' | 'size' | 'unreadable' | 'insecure' | 'many'

export const isPhotoType = (type: string): boolean =>
  (photoTypes as readonly string[]).includes(type)

export interface Size {
  readonly width: number
  readonly height: number
}

/** The size to draw it at; the same size when nothing is to be done. */
export function fittedSize({ width, height }: Size, longest: number = longestSide): Size {
  const factor = Math.min(1, longest / Math.max(width, height))
  const fitted = (side: number) => Math.max(1, Math.round(side * factor))
  return { width: fitted(width), height: fitted(height) }
}

/** A name the server takes: one line without control characters and halves of characters, not too long. */
export function photoName(name: string): string | undefined {
  const plain = name.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').trim()
  const short = /^.{0,100}/u.exec(plain)?.[0].trim() ?? ''
  return short === '' ? undefined : short
}
