/** Names one filled-in form. `randomUUID` is not there on a page without https; this is. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-')
