/** What the camera wrote into a JPEG, carried over to the smaller picture that is drawn from it. Pure but for the bytes. */

/** The first Exif segment of a JPEG, marker and length included. */
export function exifSegment(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; at + 10 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1)
    const length = view.getUint16(at + 2)
    const end = at + 2 + length
    if (marker === 0xda || length < 2 || end > view.byteLength) return undefined
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966)
      return Uint8Array.from(bytes.subarray(at, end))
    at = end
  }
  return undefined
}

/** Tag 0x0112 of the first directory: the drawn picture stands upright already. */
function upright(segment: Uint8Array): Uint8Array {
  const made = Uint8Array.from(segment)
  const view = new DataView(made.buffer)
  const tiff = 10
  const little = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, little)
  if (directory + 2 > view.byteLength) return made
  const count = view.getUint16(directory, little)
  for (let n = 0; n < count; n += 1) {
    const entry = directory + 2 + 12 * n
    if (entry + 12 > view.byteLength) break
    if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little)
  }
  return made
}

/** `drawn` with the segment behind its first marker. */
export function withExif(drawn: Uint8Array, segment: Uint8Array | undefined): Uint8Array {
  if (segment === undefined || segment.length < 18) return drawn
  const kept = upright(segment)
  const whole = new Uint8Array(drawn.length + kept.length)
  whole.set(drawn.subarray(0, 2))
  whole.set(kept, 2)
  whole.set(drawn.subarray(2), 2 + kept.length)
  return whole
}
