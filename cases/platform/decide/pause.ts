/** Before the next try of what was tried so often: doubles from the first pause to the longest, in milliseconds. */
export const pauseAfter = (
  attempts: number,
  { pause, longestPause }: { readonly pause: number; readonly longestPause: number },
): number => Math.min(pause * 2 ** Math.min(attempts - 1, 20), longestPause)
