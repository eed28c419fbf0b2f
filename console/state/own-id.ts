import { useState } from 'preact/hooks'

let given = 0

/** An id that nothing else of the page has: those of `useId` come twice where parts of a page were read one after the other. */
export const useOwnId = (): string => useState(() => `own-${(given += 1)}`)[0]
