import type { Place } from '../../api/types.ts'
import { coordinates } from '../../offline/position.ts'
import { answerWords } from '../../words/field.ts'
import { say } from '../../words/words.ts'
import { metresTo } from './nearest.ts'
import { hereTrouble, useHere } from './use-here.ts'

/** Where the phone is and how far that is from the place: sent with the answer. */
export function Here({ place }: { readonly place: Place }) {
  const position = useHere()
  const metres = metresTo(place, position)
  if (position === undefined)
    return <p class="quiet">{say(answerWords[hereTrouble.value ?? 'locating'])}</p>
  return (
    <p class="quiet">
      {say(answerWords.here, { position: coordinates(position) })}
      {metres === undefined ? '' : ` · ${say(answerWords.metres, { metres: Math.round(metres) })}`}
    </p>
  )
}
