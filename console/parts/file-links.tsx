/** A list as a file: the same question to the API, answered as a table for a spreadsheet. */
import { pathWith } from '../state/address.ts'
import { reportWords } from '../words/case-report.ts'
import { language, say } from '../words/words.ts'

interface FileLinksProps {
  readonly path: '/v1/cases' | '/v1/alarms' | '/v1/devices'
  readonly query: Readonly<Record<string, unknown>>
}

export const FileLinks = ({ path, query }: FileLinksProps) => {
  const asked = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
  const parameters = { ...Object.fromEntries(asked), language: language.value }
  return (
    <>
      {(['csv', 'xlsx'] as const).map((type) => (
        <a key={type} class="no-print" href={pathWith(`${path}.${type}`, parameters)} download>
          {say(reportWords[type])}
        </a>
      ))}
    </>
  )
}
