/** What each command asks of whoever gives it, and the body it becomes. Which of them are open the API says. Pure. */
import type { Case, Unit } from '../../api/types.ts'
import type { commandWords } from '../../words/cases.ts'
import type { PhotoReference } from './record.ts'

export type CommandName = keyof typeof commandWords
export type Field = 'unit' | 'reason' | 'result' | 'text' | 'photos' | 'sure'

/** In the order of their buttons. One without fields is given at once. */
export const commandFields: Readonly<Record<CommandName, readonly Field[]>> = {
  file: [],
  accept: [],
  dispatch: ['unit'],
  acceptOrder: [],
  arrive: [],
  report: ['text', 'photos'],
  verify: ['result', 'text', 'photos'],
  close: ['sure'],
  return: ['reason'],
  comment: ['text'],
  void: ['reason'],
}

/** The commands that this page knows, of those that the API offers. */
export const offered = (commands: readonly string[]): readonly CommandName[] =>
  (Object.keys(commandFields) as readonly CommandName[]).filter((name) => commands.includes(name))

export interface CommandValues {
  /** Empty: as the dispatch table says. */
  readonly unit: string
  readonly reason: string
  readonly text: string
  readonly result: 'passed' | 'failed' | ''
  readonly photos: readonly PhotoReference[]
  /** Why the case is to end although an alarm of it stands. */
  readonly despite?: string
}

/** Whether it may end the case, so that a standing alarm has to be answered for. */
export const mayEnd = (command: CommandName, { result }: Pick<CommandValues, 'result'>): boolean =>
  command === 'close' || command === 'void' || (command === 'verify' && result !== 'failed')

export type CommandBody = Readonly<Record<string, unknown>> & { readonly command: CommandName }

export function commandBody(command: CommandName, values: CommandValues): CommandBody {
  const fields = commandFields[command]
  const has = (field: Field) => fields.includes(field)
  const text = values.text.trim()
  const despite = values.despite?.trim() ?? ''
  return {
    command,
    ...(has('unit') && values.unit !== '' && { unit: values.unit }),
    ...(has('reason') && { reason: values.reason.trim() }),
    ...(has('result') && { passed: values.result === 'passed' }),
    ...(has('text') && text !== '' && { text }),
    ...(mayEnd(command, values) && despite !== '' && { despite }),
    ...(has('photos') && { photos: values.photos }),
  }
}

/** Whether the text may be left out: only a verification that passed says enough by itself. */
export const needsText = (command: CommandName, values: Pick<CommandValues, 'result'>): boolean =>
  command !== 'verify' || values.result === 'failed'

/** Units to choose from: those with the duty in the cell of the case first. */
export function unitChoices(
  { lead, place }: Pick<Case, 'lead' | 'place'>,
  units: readonly Unit[],
): { readonly fitting: readonly Unit[]; readonly others: readonly Unit[] } {
  const fits = ({ duties, cells }: Unit) =>
    duties.includes(lead) &&
    (cells.length === 0 || cells.some((head) => place.cell?.startsWith(head) === true))
  return { fitting: units.filter(fits), others: units.filter((unit) => !fits(unit)) }
}
