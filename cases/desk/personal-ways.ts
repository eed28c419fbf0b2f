/** Ways to reach a person that this installation has, and where they lead. */
import { personalChannels, type PersonalChannel } from '../../core/personal-terms.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import type { CasesConfig } from '../config.ts'
import type { Addressee } from '../life/addressee.ts'
import { addressOf, type PersonalChoice } from '../life/personal-choice.ts'

type Config = Pick<CasesConfig, 'notices'>

/** Of somebody who has duty in the unit or at the desk, which has a group with a robot; who has none is told as all of the role are. */
export const installedWays = (
  { notices: { personal, webhook, robots, push } }: Config,
  holder: RotaHolder | undefined,
): readonly PersonalChannel[] =>
  personalChannels.filter((channel) => {
    if (channel === 'console') return true
    if (channel === 'push') return push.enabled
    if (holder === undefined) return false
    if (channel === 'robot') return robots.some(({ to }) => to === holder)
    return webhook.secret !== undefined && personal.webhooks.length > 0
  })

/** Whether it may be called: people name addresses themselves, and none may lead to where only we get. */
export const isOwnAddress = ({ notices }: Config, url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { origin, username, password } = new URL(url)
  return username + password === '' && notices.personal.webhooks.includes(origin)
}

/** Whether it is one of a push service that may be called: browsers name the address, and nobody proves that one did. */
export const isPushService = ({ notices }: Config, url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return (
    username + password === '' &&
    notices.push.services.some((service) => {
      const [scheme = '', named = ''] = service.split('://')
      const fits = named.startsWith('*.') ? host.endsWith(named.slice(1)) : host === named
      return protocol === `${scheme}:` && fits
    })
  )
}

/** What the person chose, without what the installation has no more. */
export function usable(
  config: Config,
  choice: PersonalChoice | undefined,
  holder: RotaHolder | undefined,
): PersonalChoice | undefined {
  const installed = installedWays(config, holder)
  const leads = ({ channel, address }: PersonalChoice['ways'][number]): boolean =>
    channel === 'console' ||
    channel === 'push' ||
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
  holder: RotaHolder,
): Addressee {
  const chosen = usable(config, choice, holder)
  const webhook = addressOf(chosen, 'webhook')
  const mention = addressOf(chosen, 'robot')
  return {
    id: `~${person}`,
    mqtt: false,
    ...(webhook !== undefined && { webhook }),
    ...(mention !== undefined && { mention, group: holder }),
  }
}
