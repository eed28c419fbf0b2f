import jsQr from 'jsqr'

type Decode = (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
) => { readonly data: string } | null

/** To Node the function stands one level down. */
const decode = (jsQr as unknown as { readonly default: Decode }).default

/** Pixels of a module; a camera sees more. */
const scale = 4

/** What a scanner reads of a QR code that is drawn as squares of one unit. */
export function scanned({ size, path }: { readonly size: number; readonly path: string }) {
  const width = size * scale
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let down = 0; down < scale; down += 1)
      for (let right = 0; right < scale; right += 1) {
        const at = ((Number(y) * scale + down) * width + Number(x) * scale + right) * 4
        pixels.fill(0, at, at + 3)
      }
  return decode(pixels, width, width)?.data
}
