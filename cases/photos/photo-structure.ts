/** Pixels. */
export interface PhotoSize {
  readonly width: number
  readonly height: number
}

/** What the parts of a picture say, from its beginning to its end. */
export type Structure =
  | { readonly size: PhotoSize; readonly mistake?: undefined }
  | { readonly mistake: string }
