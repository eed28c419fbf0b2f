/** Ways to reach a person that this installation has, and where they lead. */
import { personalChannels, type PersonalChannel } from '../../core/personal-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import type { CasesConfig } from '../config.ts'
import type { Addressee } from '../life/addressee.ts'
import { addressOf, type PersonalChoice } from '../life/personal-choice.ts'

type Config = Pick<CasesConfig, 'notices'>

/** Of somebody in the unit: a group with a robot is that of a unit. */
export const installedWays = (
  { notices: { personal, webhook, robots } }: Config,
  unit: string | undefined,
): readonly PersonalChannel[] =>
  personalChannels.filter((channel) => {
    if (channel === 'webhook') return webhook.secret !== undefined && personal.webhooks.length > 0
    return channel === 'console' || robots.some(({ to }) => to === unit)
  })

/** Whether it may be called: people name addresses themselves, and none may lead to where only we get. */
export const isOwnAddress = ({ notices }: Config, url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { origin, username, password } = new URL(url)
  return username + password === '' && notices.personal.webhooks.includes(origin)
}

/** What the person chose, without what the installation has no more. */
export function usable(
  config: Config,
  choice: PersonalChoice | undefined,
  unit: string | undefined,
): PersonalChoice | undefined {
  const installed = installedWays(config, unit)
  const leads = ({ channel, address }: PersonalChoice['ways'][number]): boolean =>
    channel === 'console' ||
    (address !== undefined && (channel !== 'webhook' || isOwnAddress(config, address)))
  return (
    choice && {
      ...choice,
      ways: choice.ways.filter((way) => installed.includes(way.channel) && leads(way)),
    }
  )
}

/** Where the person is reached outside of the console. */
export function personalAddressee(
  config: Config,
  choice: PersonalChoice | undefined,
  person: string,
  unit: UnitId,
): Addressee {
  const chosen = usable(config, choice, unit)
  const webhook = addressOf(chosen, 'webhook')
  const mention = addressOf(chosen, 'robot')
  return {
    id: `~${person}`,
    mqtt: false,
    ...(webhook !== undefined && { webhook }),
    ...(mention !== undefined && { mention, group: unit }),
  }
}
