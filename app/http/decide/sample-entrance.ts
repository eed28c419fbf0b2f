/** When anybody may enter the sample city under the name of a role: where it is looked at on one's own machine, and nowhere else. */
import type { AccessConfig } from '../../accounts/decide/access-config.ts'

/** Of the configuration: engines beside the program, and who is let in from where. */
interface Settings {
  /** Played by this start (`run --sample-city`). */
  readonly sample: boolean
  readonly kafka?: unknown
  readonly postgres?: unknown
  readonly redis?: unknown
  readonly influx?: unknown
  readonly externalBroker?: unknown
  readonly access: Pick<AccessConfig, 'people'>
  readonly http: { readonly host: string; readonly trustedProxies: readonly string[] }
}

/** A name by which a machine means itself; of any other that leads here a page of a stranger may be the owner. */
export const isOwnMachine = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/** Everything embedded, heard by this machine alone, and not a city that has accounts of people. */
export const opensToAnybody = ({ sample, access, http, ...settings }: Settings): boolean =>
  sample &&
  [
    settings.kafka,
    settings.postgres,
    settings.redis,
    settings.influx,
    settings.externalBroker,
  ].every((engine) => engine === undefined) &&
  access.people !== 'accounts' &&
  isOwnMachine(http.host) &&
  http.trustedProxies.length === 0
