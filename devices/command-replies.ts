/** What devices answer to commands, how they say that they are set, and what nobody answers in time. */
import type { CommandReply } from '../core/command-reply.ts'
import { consumers } from '../core/consumers.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { DeviceCommand } from '../core/device-command.ts'
import type { ConfigurationState } from '../core/device-configuration.ts'
import { outgoing, type DurableLog } from '../core/log.ts'
import type { Observer } from '../core/observer.ts'
import type { Registry } from '../core/registry.ts'
import { plus, seconds, type Clock } from '../core/time.ts'
import { deadLettersTopic } from '../core/topics.ts'
import { repeated } from '../runtime/background.ts'
import type { Commits } from '../runtime/commits.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { stage } from '../runtime/stage.ts'
import { nextTurn } from '../runtime/turns.ts'
import { stateOfConfiguration } from './decide/device-configuration.ts'

export interface CommandRepliesDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly registry: Registry
  readonly directory: DeviceDirectory
  /** Wakes whoever looks at commands. */
  readonly changed: Commits
}

const most = 100
/** What was received in time may still be on its way through the log. */
const leeway = seconds(2)

export function createCommandReplies(deps: CommandRepliesDependencies): Component {
  const { log, clock, observer, registry, changed } = deps
  const { commands } = registry
  return stage({
    ...{ log, clock, observer },
    name: 'device-commands',
    consumer: consumers.commandReplies,
    consume: { maxRecords: most },
    async work({ records }) {
      const letters: DeadLetter[] = []
      const outcomes: Outcome[] = []
      for (const { value } of records) {
        if (value.type === 'configured') continue
        const { source, command, exchange } = value
        const called = exchange === true ? { device: source, exchange: command } : command
        const heard = await commands.tell(called, { fact: 'answered', ...value })
        const { outcome } = heard
        outcomes.push(outcome === 'changed' ? wordOf(heard.command) : outcome)
        if (outcome === 'unknown') letters.push(letterOf(value))
        else if (outcome === 'not-asked') letters.push(letterOf(value, heard.command))
        else if (heard.command.answer?.at === value.at) await takeOver(deps, heard.command)
      }
      const reports = records.flatMap(({ value }) =>
        value.type === 'configured' ? [{ ...value, fact: 'reported' as const }] : [],
      )
      const heard = reports.length === 0 ? [] : await registry.configurations.tell(reports)
      const reported = heard.map(({ outcome, configuration }): Reported =>
        outcome === 'changed' ? stateOfConfiguration(configuration) : outcome,
      )
      changed.announce()
      return {
        effects: { append: [outgoing(deadLettersTopic, letters)] },
        told: { outcomes, reported },
      }
    },
    committed({ outcomes, reported }) {
      for (const outcome of reported) observer.emit('device-configuration.reported', { outcome })
      for (const outcome of outcomes) observer.emit('device-command.reply', { outcome })
    },
    beside: {
      overdue: repeated('device-commands-overdue', deps, async (signal) => {
        const over = await commands.overdue(plus(clock.now(), -leeway), most)
        for (const { id, command } of over) {
          const heard = await commands.tell(id, { fact: 'expired', at: clock.now() })
          if (heard.outcome === 'changed') observer.emit('device-command.expired', { command })
        }
        if (over.length > 0) changed.announce()
        if (over.length < most) await nextTurn(clock, seconds(1), signal)
      }),
    },
  })
}

type Outcome = 'accepted' | 'done' | 'refused' | 'late' | 'known' | 'not-asked' | 'unknown'

type Reported = ConfigurationState | 'known'

const wordOf = ({ answer }: DeviceCommand): Outcome =>
  answer?.late === true ? 'late' : (answer?.result ?? 'accepted')

/** A device that reports at another interval now is looked for by it: the register says so. Done again it changes nothing. */
async function takeOver(
  { registry, directory, clock }: CommandRepliesDependencies,
  { command, arguments: given, answer, device: id, by }: DeviceCommand,
): Promise<void> {
  const period = given['seconds']
  if (command !== 'interval' || answer?.result !== 'done' || typeof period !== 'number') return
  await directory.follow()
  const row = directory.get(id)
  if (row === undefined || row.device.period === period) return
  const seen = new Map([[id, row.revision]])
  await registry.put([{ ...row.device, period }], seen, { by, at: clock.now() })
}

/** Of a reply to a command that nobody gave, or that was given to another device. */
function letterOf(reply: CommandReply, command?: DeviceCommand): DeadLetter {
  const { source, topic, at, frame, body } = reply
  const [reason, detail]: readonly [DeadLetterReason, string] =
    command === undefined
      ? ['unknown-command', detailOf('noDeviceCommand', { command: reply.command })]
      : ['not-your-device', detailOf('notAsked', { source, command: reply.command })]
  return {
    type: 'dead-letter',
    ...{ reason, detail, source },
    ...(command !== undefined && { device: command.device }),
    channel: 'reply',
    topic,
    receivedAt: at,
    ...{ frame, body },
  }
}
