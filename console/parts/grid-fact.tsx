/** Whose grid a case lies in (责任网格): its name and its people. */
import { gridWords } from '../words/grids.ts'
import { say } from '../words/words.ts'
import { unitName } from './case-names.ts'
import { gridOf, isMine } from './grids.ts'

export function GridFact({ cell }: { readonly cell: string | undefined }) {
  const grid = gridOf(cell)
  if (grid === undefined) return null
  return (
    <>
      <dt>{say(gridWords.one)}</dt>
      <dd data-grid={grid.grid}>
        {[
          `${grid.name} (${grid.grid})`,
          ...(isMine({ cell }) ? [say(gridWords.mine)] : []),
          ...(grid.people.length > 0 ? [`${say(gridWords.people)} ${grid.people.join(' ')}`] : []),
          ...(grid.unit === undefined ? [] : [unitName(grid.unit)]),
        ].join(' · ')}
      </dd>
    </>
  )
}
