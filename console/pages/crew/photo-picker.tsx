import { useState } from 'preact/hooks'

import { mostPhotos, photoName, photoTypes } from '../../offline/photo-rules.ts'
import { canHash, preparePhoto } from '../../offline/photos.ts'
import type { KeptPhoto } from '../../offline/sender.ts'
import { FileChoice } from '../../parts/file-choice.tsx'
import { photoWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { BlobPhoto } from './photo.tsx'

export interface Picked {
  readonly photo: KeptPhoto
  readonly blob: Blob
  readonly name: string | undefined
}

/** As a command names them. */
export const photoReferences = (picked: readonly Picked[]) =>
  picked.map(({ photo, name }) => ({
    sha256: photo.sha256,
    ...(name === undefined ? {} : { name }),
  }))

export interface PhotoPickerProps {
  readonly picked: readonly Picked[]
  readonly onPicked: (change: (before: readonly Picked[]) => readonly Picked[]) => void
}

/** Takes photos of the camera or the gallery and makes them ready; says of each that cannot be taken why. */
export function PhotoPicker({ picked, onPicked }: PhotoPickerProps) {
  const [preparing, setPreparing] = useState(false)
  const [troubles, setTroubles] = useState<readonly string[]>([])
  if (!canHash()) return <p class="trouble">{say(photoWords.insecure)}</p>

  const add = async (files: readonly File[]) => {
    setPreparing(true)
    const found: string[] = []
    let left = mostPhotos - picked.length
    // One after the other: drawing many large pictures at once is too much for a small phone.
    for (const file of files) {
      if (left === 0) {
        found.push(say(photoWords.many))
        break
      }
      const prepared = await preparePhoto(file)
      if (prepared.trouble === undefined) {
        left -= 1
        const { photo } = prepared
        const blob = new Blob([photo.bytes], { type: photo.type })
        const one: Picked = { photo, blob, name: photoName(file.name) }
        onPicked((before) =>
          before.some((other) => other.photo.sha256 === photo.sha256) ? before : [...before, one],
        )
      } else found.push(say(photoWords[prepared.trouble], { name: file.name }))
    }
    setTroubles(found)
    setPreparing(false)
  }

  return (
    <fieldset class="photo-picker">
      <legend>{say(photoWords.photos)}</legend>
      <FileChoice
        label={say(photoWords.add)}
        accept={photoTypes.join(',')}
        multiple
        disabled={preparing}
        again
        onFiles={(files) => void add(files)}
      />
      {preparing ? <p role="status">{say(photoWords.preparing)}</p> : null}
      {troubles.length === 0 ? null : (
        <div class="trouble" role="alert">
          {troubles.map((trouble) => (
            <p key={trouble}>{trouble}</p>
          ))}
        </div>
      )}
      <div class="photos">
        {picked.map(({ photo, blob }, place) => (
          <span key={photo.sha256} class="picked">
            <BlobPhoto blob={blob} number={place + 1} />
            <button
              type="button"
              aria-label={say(photoWords.remove, { number: place + 1 })}
              onClick={() =>
                onPicked((before) => before.filter((other) => other.photo.sha256 !== photo.sha256))
              }
            >
              ✕
            </button>
          </span>
        ))}
      </div>
    </fieldset>
  )
}
