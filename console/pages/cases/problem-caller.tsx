import { problemWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import type { ProblemPartProps } from './problem.ts'

/** Who told of it (报案人): kept beside the record, for the desks. */
export const ProblemCaller = ({ fields, set }: ProblemPartProps) => (
  <fieldset class="fields">
    <legend>{say(problemWords.reporter)}</legend>
    <div class="row">
      <label>
        {say(problemWords.callNumber)}
        <input
          value={fields.callNumber}
          maxLength={64}
          onInput={(event) => set({ callNumber: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(problemWords.callerName)}
        <input
          value={fields.callerName}
          maxLength={60}
          autocomplete="off"
          onInput={(event) => set({ callerName: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(problemWords.callerPhone)}
        <input
          type="tel"
          value={fields.callerPhone}
          pattern="[+0-9][0-9 \-]{2,23}"
          maxLength={24}
          autocomplete="off"
          onInput={(event) => set({ callerPhone: event.currentTarget.value })}
        />
      </label>
    </div>
    <p class="quiet">{say(problemWords.reporterHint)}</p>
  </fieldset>
)
