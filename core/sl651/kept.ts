/** A frame of SL 651 as it is kept: whole, but for the password that its station sends in clear with each. */
import { layouts, passwordPlace, type Frame } from './frame.ts'

/** In the place of a password, with a checksum made anew, so that what is kept can be looked at like what was sent. */
const noPassword = '0000'

export const keptFrame = (frame: Frame): Frame => ({ ...frame, password: noPassword })

/** Of bytes whatever: where a password stands behind what may be the start of a frame. */
export function withoutPassword(bytes: Uint8Array): Buffer {
  const kept = Buffer.from(bytes)
  for (const layout of Object.values(layouts)) {
    const { from, length } = passwordPlace(layout)
    const nothing = layout.width === 1 ? 0 : 0x30
    for (let at = bytes.length; at >= 0; at -= 1)
      if (layout.start.equals(bytes.subarray(at, at + layout.start.length)))
        kept.fill(
          nothing,
          Math.min(kept.length, at + from),
          Math.min(kept.length, at + from + length),
        )
  }
  return kept
}
