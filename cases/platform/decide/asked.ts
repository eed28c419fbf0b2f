import type { Actor } from '../../../core/actor.ts'
import type { Case } from '../../life/case.ts'
import { commandTable } from '../../life/command-table.ts'
import { personCommandSchema, type Command } from '../../life/commands.ts'
import type { Mapping } from './mapping.ts'

/** What the platform says of a case. */
export interface PlatformStatus {
  readonly status: string
  readonly text?: string | undefined
  readonly despite?: string | undefined
}

export type Asked =
  | { readonly kind: 'command'; readonly command: Command; readonly actor: Actor }
  | { readonly kind: 'noted' }
  | { readonly kind: 'mistake'; readonly text: string }

/** Whom the record of a case names for it. */
const platformName = 'city-platform'

/**
 * The command that a status asks of the case. It is given in the role that may give it here, of a crew for the unit that has the case:
 * who did it over there stands in their words alone.
 */
export function askedBy(
  { statuses }: Pick<Mapping, 'statuses'>,
  said: PlatformStatus,
  { unit }: Pick<Case, 'unit'>,
): Asked {
  const row = Object.hasOwn(statuses, said.status) ? statuses[said.status] : undefined
  if (row === undefined)
    return { kind: 'mistake', text: `platform.yaml does not know the status ${said.status}` }
  if (row.command === 'none') return { kind: 'noted' }
  const { command: name, passed } = row
  const words = said.text ?? row.text
  const { despite } = said
  const given = {
    ...(name === 'verify' && { passed }),
    ...((name === 'report' || name === 'verify' || name === 'comment') && { text: words }),
    ...((name === 'return' || name === 'void') && { reason: words }),
    ...(name === 'dispatch' && { note: words }),
    ...((name === 'verify' || name === 'close' || name === 'void') && { despite }),
  }
  const parsed = personCommandSchema.safeParse({ command: name, ...given })
  if (!parsed.success)
    return { kind: 'mistake', text: `the status ${said.status} needs a text (${name})` }
  const { roles } = commandTable[name]
  const crew = unit !== undefined && roles.includes('crew') && name !== 'comment'
  const role = crew ? 'crew' : (roles[0] ?? 'service')
  const actor: Actor = { name: platformName, role, ...(crew && { unit }) }
  return { kind: 'command', command: parsed.data, actor }
}
