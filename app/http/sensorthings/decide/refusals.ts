import { UrbanBrainError } from '../../../../core/errors.ts'

/** What the standard knows and we do not offer, with what we do. */
export const notOffered = (what: string, offered: string): UrbanBrainError =>
  new UrbanBrainError('not-offered', `${what} is not offered; ${offered}`)

/** What does not say anything in the standard's own words. */
export const malformed = (what: string, wanted: string): UrbanBrainError =>
  new UrbanBrainError('request-invalid', `${what}: ${wanted}`)

/** At most so much of what was sent stands in an answer. */
export const excerpt = (text: string): string =>
  text.length > 80 ? `${text.slice(0, 80)}...` : text
