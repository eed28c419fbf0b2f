import { importWords } from '../../words/device-import.ts'
import { configurationWords } from '../../words/device-configuration.ts'
import { deviceWords } from '../../words/devices.ts'
import { enrolmentWords } from '../../words/enrolment.ts'
import { say } from '../../words/words.ts'
import { useAddress, type Address } from '../../state/address.ts'
import { mayAs } from '../../state/rights.ts'
import { Configurations } from './configurations.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { Health } from './health.tsx'
import { Enrolment } from './enrolment.tsx'
import { ImportDevices } from './import.tsx'
import { Registry } from './registry.tsx'
import { UnknownNames } from './unknown.tsx'
import './devices.css'

const tabs = {
  registry: Registry,
  health: Health,
  configuration: Configurations,
  unknown: UnknownNames,
  dead: DeadLetters,
  import: ImportDevices,
  enrolment: Enrolment,
} as const
type Tab = keyof typeof tabs

const tabNames = Object.keys(tabs) as readonly Tab[]
const ofAdministrators: readonly Tab[] = ['import', 'enrolment']
const mayOpen = (tab: Tab): boolean => !ofAdministrators.includes(tab) || mayAs(['administrator'])
const nameOf = {
  ...deviceWords,
  configuration: configurationWords.title,
  import: importWords.tab,
  enrolment: enrolmentWords.tab,
}

/** The register, how good the data is, who sends without being registered, and what could not be used. */
export function Devices() {
  const address = useAddress()
  const tab = tabOf(address)
  const Content = tabs[tab]
  return (
    <main id="content" class="page">
      <h1>{say(deviceWords.title)}</h1>
      <nav class="tabs no-print" aria-label={say(deviceWords.tabs)}>
        {tabNames.filter(mayOpen).map((name) => (
          <a
            key={name}
            href={`/devices?tab=${name}`}
            {...(name === tab ? { 'aria-current': 'page' as const } : {})}
          >
            {say(nameOf[name])}
          </a>
        ))}
      </nav>
      <Content address={address} />
    </main>
  )
}

function tabOf({ query }: Address): Tab {
  const asked = query.get('tab')
  return tabNames.find((name) => name === asked && mayOpen(name)) ?? 'registry'
}
