/** What stands in the message, and what each of it is chosen for. */
import type { BindingUse, TriedBinding } from '../../api/types.ts'
import { quantityName } from '../../parts/device-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { unitSign } from '../../parts/units.ts'
import { city } from '../../state/city.ts'
import { bindingWords as words } from '../../words/bindings.ts'
import { say } from '../../words/words.ts'
import {
  beijing,
  changeOf,
  changesFor,
  choiceOf,
  levelName,
  needsWords,
  placesOf,
  unitChoices,
  type Change,
} from './choice.ts'
import { usePending } from './use-pending.ts'
import { WordsField } from './words-field.tsx'

export interface ChoosingProps {
  readonly tried: TriedBinding
  readonly onChoose: (changes: readonly Change[]) => void
}

export function Levels({ tried: { levels }, onChoose }: ChoosingProps) {
  return (
    <fieldset>
      <legend>{say(words.levels)}</legend>
      <p class="quiet">{say(words.levelsHelp)}</p>
      <div class="row">
        {levels.map(({ text, name }, index) =>
          index === 0 || text === '' ? null : (
            <label key={index} class="choice">
              <input
                type="checkbox"
                checked={name !== undefined}
                onChange={({ currentTarget }) => {
                  const called = currentTarget.checked ? levelName(levels, index) : null
                  onChoose([{ set: 'level', index, name: called }])
                }}
              />
              {name === undefined ? text : say(words.called, { text, name })}
            </label>
          ),
        )}
      </div>
    </fieldset>
  )
}

export function Each({ tried, onChoose }: ChoosingProps) {
  const { lists, each } = tried
  const [shown, choose] = usePending(each ?? '', tried, (chosen) =>
    onChoose([{ set: 'each', place: chosen === '' ? null : chosen }]),
  )
  if (lists.length === 0 && each === undefined) return null
  const all = each === undefined || lists.includes(each) ? lists : [each, ...lists]
  return (
    <label class="narrow">
      {say(words.each)}
      <select value={shown} onChange={({ currentTarget: { value } }) => choose(value)}>
        <option value="">{say(words.eachNone)}</option>
        {all.map((list) => (
          <option key={list} value={list}>
            {list}
          </option>
        ))}
      </select>
    </label>
  )
}

export function Places({ tried, onChoose }: ChoosingProps) {
  const places = placesOf(tried)
  if (places.length === 0) return <p class="quiet">{say(words.noPlaces)}</p>
  return (
    <Scrolling label={say(words.places)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.place)}</th>
            <th scope="col">{say(words.value)}</th>
            <th scope="col">{say(words.use)}</th>
            <th scope="col">{say(words.more)}</th>
          </tr>
        </thead>
        <tbody>
          {places.map((offered) => (
            <PlaceRow
              key={offered.place}
              offered={offered}
              use={tried.uses.find(({ place }) => place === offered.place)}
              tried={tried}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

interface PlaceRowProps extends ChoosingProps {
  readonly offered: TriedBinding['places'][number]
  readonly use: BindingUse | undefined
}

function PlaceRow({ offered, use, tried, onChoose }: PlaceRowProps) {
  const { place, value } = offered
  const [shown, choose] = usePending(choiceOf(use), tried, (chosen) =>
    onChoose(changesFor(use, chosen, place)),
  )
  const isValue = use !== undefined && use.as !== 'device' && use.as !== 'time'
  return (
    <tr>
      <th scope="row">
        <code>{place}</code>
      </th>
      <td class="offered">{value}</td>
      <td>
        <select
          aria-label={say(words.useOf, { place })}
          value={shown}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <Choices use={use} />
        </select>
      </td>
      <td>
        {!isValue ? null : needsWords(offered) || use.words !== undefined ? (
          <WordsField
            key={use.as}
            place={place}
            words={use.words}
            onWords={(given) => onChoose([changeOf(use, place, { words: given })])}
          />
        ) : (
          <UnitField use={use} place={place} tried={tried} onChoose={onChoose} />
        )}
      </td>
    </tr>
  )
}

/** What is not among them stands in the text, and is shown as it stands there. */
function Choices({ use }: { readonly use: BindingUse | undefined }) {
  const quantities = Object.keys(city.value?.quantities ?? {})
    .map((name) => [name, quantityName(name)] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other))
  const chosen = choiceOf(use)
  const known = [
    ['', say(words.unused)],
    ['device', say(words.device)],
    ['device:externalId', say(words.externalId)],
    ['device:mn', say(words.mn)],
    ['time', say(words.time)],
    [`time:${beijing}`, say(words.beijing)],
  ] as const
  const isKnown =
    known.some(([choice]) => choice === chosen) ||
    quantities.some(([name]) => `value:${name}` === chosen)
  return (
    <>
      {isKnown ? null : <option value={chosen}>{chosen.replace(/^value:/, '')}</option>}
      {known.map(([choice, name]) => (
        <option key={choice} value={choice}>
          {name}
        </option>
      ))}
      <optgroup label={say(words.quantities)}>
        {quantities.map(([name, called]) => (
          <option key={name} value={`value:${name}`}>
            {`${called} · ${name}`}
          </option>
        ))}
      </optgroup>
    </>
  )
}

interface UnitFieldProps extends ChoosingProps {
  readonly use: BindingUse
  readonly place: string
}

function UnitField({ use, place, tried, onChoose }: UnitFieldProps) {
  const own = city.value?.quantities[use.as]?.unit
  const [shown, choose] = usePending(use.unit ?? own ?? '', tried, (unit) =>
    onChoose([changeOf(use, place, { unit: unit === own ? '' : unit })]),
  )
  if (own === undefined || own === 'bool') return null
  const choices = unitChoices(own)
  const unit = use.unit ?? own
  return (
    <select
      aria-label={say(words.unitOf, { place })}
      value={shown}
      onChange={({ currentTarget: { value } }) => choose(value)}
    >
      {(choices.includes(unit) ? choices : [unit, ...choices]).map((one) => (
        <option key={one} value={one}>
          {unitSign(one)}
        </option>
      ))}
    </select>
  )
}
