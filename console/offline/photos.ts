/** Makes a photo ready to be kept and sent: of a type the server takes, not larger than needed, known by its SHA-256. */
import { exifSegment, withExif } from './exif.ts'
import { fittedSize, isPhotoType, largestPhoto, type PhotoTrouble } from './photo-rules.ts'
import type { KeptPhoto } from './sender.ts'

export type Prepared =
  | { readonly photo: KeptPhoto; readonly trouble?: undefined }
  | { readonly trouble: PhotoTrouble }

/** Hashes exist in a secure context only: https, or localhost. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined

export async function preparePhoto(file: Blob): Promise<Prepared> {
  if (!canHash()) return { trouble: 'insecure' }
  if (!isPhotoType(file.type)) return { trouble: 'type' }
  const picture = await fitted(file).catch(() => undefined)
  if (picture === undefined) return { trouble: 'unreadable' }
  if (picture.size > largestPhoto) return { trouble: 'size' }
  const bytes = await picture.arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { photo: { sha256, type: picture.type, bytes } }
}

/** As it is when it fits, so that the file keeps what the camera wrote into it; else drawn again, upright. */
async function fitted(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  try {
    const size = fittedSize(picture)
    if (size.width === picture.width && size.height === picture.height && file.size <= largestPhoto)
      return file
    const canvas = document.createElement('canvas')
    canvas.width = size.width
    canvas.height = size.height
    canvas.getContext('2d')?.drawImage(picture, 0, 0, size.width, size.height)
    const drawn = await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob(
        (blob) =>
          blob === null ? reject(new Error('the picture cannot be drawn')) : resolve(blob),
        'image/jpeg',
        0.85,
      )
    })
    // When and where it was taken is part of the proof.
    const written = exifSegment(new Uint8Array(await file.arrayBuffer()))
    const bytes = withExif(new Uint8Array(await drawn.arrayBuffer()), written)
    return new Blob([bytes.slice()], { type: drawn.type })
  } finally {
    picture.close()
  }
}
