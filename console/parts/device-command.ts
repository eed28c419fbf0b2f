/** A command to a device in words, and what became of it. */
import { deviceCommands, deviceCommandSpec } from '../../core/device-command-table.ts'
import { unitSign } from './units.ts'
import { isQuantity, quantityOf } from '../../core/quantities.ts'
import type { CommandView } from '../api/types.ts'
import { commandWords, stageWords } from '../words/device-commands.ts'
import { say } from '../words/words.ts'

/** Its name and what it was told with it, in the units of the table. */
export function commandText({ command, arguments: given }: CommandView): string {
  const taken = Object.entries(deviceCommandSpec(command).arguments)
  const quantity = given['quantity']
  const unit =
    typeof quantity === 'string' && isQuantity(quantity) ? quantityOf(quantity) : undefined
  const told = taken.map(([name, { type }]) => {
    if (type === 'seconds') return `${given[name]} s`
    if (type === 'minutes') return `${given[name]} min`
    if (type === 'quantity') return unit === undefined ? String(quantity) : say(unit)
    return `${given[name]} ${unitSign(unit?.unit ?? '')}`.trim()
  })
  return [say(deviceCommands[command]), ...told].join(' ')
}

export function outcomeText({ stage, late, said, code }: CommandView): string {
  const word = say(stageWords[stage])
  const outcome = late ? say(commandWords.late, { outcome: word }) : word
  const why = said ?? (code === undefined ? undefined : say(code))
  return why === undefined ? outcome : say(commandWords.said, { outcome, said: why })
}
