/** A problem that a person saw becomes a case (采集), or was mended on the spot and is one that is closed (自行处置). */
import type { Instant } from '../../core/time.ts'
import type { Collect } from './commands.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'
import { ruled } from './standards.ts'

export function collect(command: Collect, now: Instant, context: Context): Fact[] | Refusal {
  const { command: _, device, component, cell, longitude, latitude, description, ...told } = command
  const { selfHandled, ...rest } = told
  const onTheWay = selfHandled !== undefined || told.patrol !== undefined
  const {
    text,
    photos,
    patrol,
    source = onTheWay ? 'patrol' : 'manual',
    standard,
    lead,
    limit,
    ...shape
  } = rest
  const by = ruled({ category: shape.category, standard, lead, limit }, context.standards(now))
  if ('reason' in by) return by
  const refused = refusedSelf(command, context)
  if (refused !== undefined) return refused
  const place = {
    ...(device !== undefined && { device }),
    ...(component !== undefined && { component }),
    ...(cell !== undefined && { cell }),
    ...(longitude !== undefined && { longitude }),
    ...(latitude !== undefined && { latitude }),
    ...(description !== undefined && { description }),
  }
  const deadline = context.deadline('dispatch', now, by.limit)
  const said = {
    ...(text !== undefined && { text }),
    ...(patrol !== undefined && { patrol }),
  }
  const checks = selfHandled === undefined && context.checkRequired(source)
  const check = checks ? ({ check: 'needed' } as const) : {}
  const collected: Fact = {
    event: 'collected',
    data: { source, ...shape, ...by, ...said, ...check, photos, place, deadline },
  }
  if (selfHandled === undefined) return [collected]
  return [
    collected,
    { event: 'filed', data: {} },
    { event: 'selfHandled', data: selfHandled },
    { event: 'closed', data: {} },
  ]
}

/** Only who is on site mends it there, and shows it before and after where the category asks for pictures. */
function refusedSelf(
  { selfHandled, photos, category }: Collect,
  { actor, photoRequired }: Pick<Context, 'actor' | 'photoRequired'>,
): Refusal | undefined {
  if (selfHandled === undefined) return undefined
  if (actor.role !== 'inspector')
    return {
      reason: 'not-allowed',
      text: `A ${actor.role} may not report a problem as handled on the spot; inspector may.`,
    }
  return photoRequired(category) && (photos.length === 0 || selfHandled.photos.length === 0)
    ? {
        reason: 'photo-needed',
        text: `Category ${category} asks for a picture before and one after.`,
      }
    : undefined
}
