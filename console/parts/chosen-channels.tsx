/** By which channels somebody is told, of what and when, to be looked at. */
import { gravest, personalChannelWords, silencedGrades } from '../../core/personal-terms.ts'
import { severityWords } from '../../core/severity.ts'
import type { PersonalChoice } from '../api/types.ts'
import { personalWords as words } from '../words/personal.ts'
import { say } from '../words/words.ts'

type Way = PersonalChoice['ways'][number]

/** The gravest always comes. */
const gradesText = (grades: Way['grades']): string =>
  [...silencedGrades.filter((grade) => grades.includes(grade)), gravest]
    .map((grade) => say(severityWords[grade]))
    .join(' ')

export const ChosenChannels = ({ choice }: { readonly choice: PersonalChoice }) => (
  <>
    {choice.ways.length === 0 ? <p>{say(words.none)}</p> : null}
    <ol>
      {choice.ways.map((way) => (
        <Chosen key={way.channel} {...way} />
      ))}
    </ol>
    {choice.quiet === undefined ? null : (
      <p>
        {say(words.quiet)}: {choice.quiet.from}-{choice.quiet.to}
      </p>
    )}
  </>
)

const Chosen = ({ channel, address, grades, quietGrades }: Way) => (
  <li>
    <strong>{say(personalChannelWords[channel])}</strong> {address}
    {channel === 'console' ? null : (
      <>
        <br />
        {say(words.grades)}: {gradesText(grades)}
        <br />
        {say(words.quietGrades)}: {gradesText(quietGrades)}
      </>
    )}
  </li>
)
