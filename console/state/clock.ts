/** The present, once a second, for countdowns and the age of data. */
import { signal } from '@preact/signals'

export const now = signal(Date.now())

setInterval(() => {
  now.value = Date.now()
}, 1_000)
