import { caseWords, problemWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import { cellName } from '../../parts/case-names.ts'
import type { ProblemPartProps } from './problem.ts'

export const ProblemPlace = ({ fields, set }: ProblemPartProps) => (
  <fieldset class="fields">
    <legend>{say(problemWords.where)}</legend>
    <label>
      {say(caseWords.description)}
      <input
        value={fields.description}
        maxLength={500}
        onInput={(event) => set({ description: event.currentTarget.value })}
      />
    </label>
    <div class="row">
      <label>
        {say(caseWords.device)}
        <input
          value={fields.device}
          maxLength={64}
          aria-describedby="device-hint"
          onInput={(event) => set({ device: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(caseWords.cell)}
        <input
          value={fields.cell}
          inputmode="numeric"
          pattern="\d{15}"
          maxLength={15}
          onInput={(event) => set({ cell: event.currentTarget.value })}
        />
        <span class="quiet">{cellName(fields.cell) ?? ''}</span>
      </label>
      <label>
        {say(problemWords.longitude)}
        <input
          type="number"
          step="any"
          min={-180}
          max={180}
          value={fields.longitude}
          onInput={(event) => set({ longitude: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(problemWords.latitude)}
        <input
          type="number"
          step="any"
          min={-90}
          max={90}
          value={fields.latitude}
          onInput={(event) => set({ latitude: event.currentTarget.value })}
        />
      </label>
    </div>
    <p id="device-hint" class="quiet">
      {say(problemWords.deviceHint)}
    </p>
  </fieldset>
)
