/** Which responsibility grid (责任网格) is asked for; nothing in a city that has none. */
import { caseWords } from '../words/cases.ts'
import { gridWords } from '../words/grids.ts'
import { say } from '../words/words.ts'
import { allGrids, gridNamed } from './grids.ts'

interface GridChoiceProps {
  /** Its code; '' is all of them. */
  readonly grid: string
  readonly onChange: (grid: string | undefined) => void
}

export function GridChoice({ grid, onChange }: GridChoiceProps) {
  const codes = allGrids().map((one) => one.grid)
  if (codes.length === 0 && grid === '') return null
  // One of an address that somebody kept may be there no more.
  const offered = grid === '' || codes.includes(grid) ? codes : [...codes, grid]
  return (
    <label>
      {say(gridWords.one)}{' '}
      <select
        value={grid}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
      >
        <option value="">{say(caseWords.all)}</option>
        {offered.map((code) => (
          <option key={code} value={code}>
            {gridNamed(code)}
          </option>
        ))}
      </select>
    </label>
  )
}
