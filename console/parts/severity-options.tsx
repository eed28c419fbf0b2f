import { severities, severityWords } from '../../core/severity.ts'
import { say } from '../words/words.ts'

/** What a list of severities has to choose from. */
export const SeverityOptions = () => (
  <>
    {severities.map((severity) => (
      <option key={severity} value={severity}>
        {say(severityWords[severity])}
      </option>
    ))}
  </>
)
