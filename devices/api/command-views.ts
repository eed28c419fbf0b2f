import type { z } from 'zod'

import type { ActorRole } from '../../core/actor.ts'
import { deviceCommandSpec, type ArgumentSpec } from '../../core/device-command-table.ts'
import { stageOf, type DeviceCommand } from '../../core/device-command.ts'
import type { Device } from '../../core/device.ts'
import { codeWords } from '../../core/hj212/returned.ts'
import { quantityOf } from '../../core/quantities.ts'
import { protocolOf } from '../../core/station.ts'
import { thresholdsOf } from '../decide/command-arguments.ts'
import { commandsFor, patienceWith } from '../decide/device-command.ts'
import type { commandOfferSchema, commandViewSchema } from './command-contract.ts'

export function commandView(command: DeviceCommand): z.output<typeof commandViewSchema> {
  const { answer, ...rest } = command
  return {
    ...rest,
    arguments: { ...command.arguments },
    stage: stageOf(command),
    late: answer?.late === true,
    ...(answer !== undefined && { answered: answer.at }),
    ...(answer?.reason !== undefined && { said: answer.reason }),
    ...(answer?.code !== undefined && { code: codeWords(answer.code) }),
  }
}

export const offersFor = (device: Device, role: ActorRole): z.output<typeof commandOfferSchema>[] =>
  commandsFor(device, role).map((command) => {
    const {
      zh,
      en,
      dangerous,
      arguments: taken,
      ...spec
    } = deviceCommandSpec(command, protocolOf(device))
    return {
      ...{ command, zh, en, dangerous },
      patience: patienceWith(device, spec),
      arguments: Object.entries(taken).map(([name, argument]) => ({
        name,
        ...argument,
        ...choicesOf(device, argument),
      })),
    }
  })

const choicesOf = ({ kind }: Device, { type }: ArgumentSpec) =>
  type === 'quantity'
    ? {
        quantities: thresholdsOf(kind).map((name) => {
          const { zh, en, unit, min, max } = quantityOf(name)
          return { name, zh, en, unit, min, max }
        }),
      }
    : {}
