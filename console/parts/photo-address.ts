/** Of a photo in the record of a case; whoever is limited to a part of the city sees it by its case alone. */
export const photoAddress = (sha256: string, of: string): string =>
  `/v1/photos/${sha256}?case=${encodeURIComponent(of)}`
