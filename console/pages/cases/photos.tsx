/** Photos: those of the record, and those that somebody adds. */
import { useContext, useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import { DeletedPhotos } from '../../parts/deleted-photos.ts'
import { FileChoice } from '../../parts/file-choice.tsx'
import { caseWords } from '../../words/cases.ts'
import { photoWords } from '../../words/crew.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { PhotoReference } from '../../api/types.ts'
import { photoAddress } from '../../parts/photo-address.ts'
import { troubleText } from './trouble.ts'

export const Photos = ({
  of,
  photos,
}: {
  readonly of: string
  readonly photos: readonly PhotoReference[]
}) =>
  photos.length === 0 ? null : (
    <ul class="photos">
      {photos.map((photo, position) => (
        <li key={photo.sha256}>
          <Photo photo={photo} number={position + 1} address={photoAddress(photo.sha256, of)} />
        </li>
      ))}
    </ul>
  )

interface PhotoProps {
  readonly photo: PhotoReference
  readonly address: string
  readonly number: number
}

/** A crew's report may come before its photos: the record holds their hashes, the pictures follow. */
function Photo({ photo, number, address }: PhotoProps) {
  const [missing, setMissing] = useState(false)
  const deleted = useContext(DeletedPhotos).has(photo.sha256)
  const name = say(caseWords.photo, { number, name: photo.name ?? photo.sha256.slice(0, 12) })
  if (deleted)
    return (
      <span class="photo-missing" data-deleted>
        {say(photoWords.deleted)}
        <br />
        <code>{photo.sha256.slice(0, 12)}</code>
      </span>
    )
  if (missing)
    return (
      <button type="button" class="photo-missing" onClick={() => setMissing(false)}>
        {say(caseWords.photoMissing)}
        <br />
        <code>{photo.sha256.slice(0, 12)}</code>
        <br />
        {say(shellWords.again)}
      </button>
    )
  return (
    <a href={address} target="_blank" rel="noopener">
      <img src={address} alt={name} loading="lazy" onError={() => setMissing(true)} />
    </a>
  )
}

const kinds: readonly string[] = ['image/jpeg', 'image/png', 'image/webp']
const largest = 8 * 1_024 * 1_024
const most = 20

/** `picture` is the address of the file that was chosen. */
interface ChosenPhoto extends PhotoReference {
  readonly picture: string
}

export interface ChosenPhotos {
  readonly photos: readonly ChosenPhoto[]
  readonly uploading: boolean
  readonly trouble: readonly string[]
  readonly add: (files: readonly File[]) => Promise<void>
  readonly remove: (sha256: string) => void
}

/** Photos are sent as soon as they are chosen; what is given with a command is their hashes. */
export function usePhotos(): ChosenPhotos {
  const [photos, setPhotos] = useState<readonly ChosenPhoto[]>([])
  const [uploading, setUploading] = useState(false)
  const [trouble, setTrouble] = useState<readonly string[]>([])
  const add = async (files: readonly File[]) => {
    setUploading(true)
    const told: string[] = []
    const room = most - photos.length
    if (files.length > room) told.push(say(caseWords.tooManyPhotos))
    for (const file of files.slice(0, room)) {
      const name = file.name.slice(0, 200)
      if (!kinds.includes(file.type) || file.size > largest) {
        told.push(say(caseWords.photoRefused, { name }))
        continue
      }
      try {
        const { sha256 } = await call('POST /v1/photos', { body: file })
        setPhotos((before) => [
          ...before.filter((photo) => photo.sha256 !== sha256),
          { sha256, picture: URL.createObjectURL(file), ...(name.trim() !== '' && { name }) },
        ])
      } catch (cause) {
        told.push(say(caseWords.photoFailed, { name, reason: troubleText(cause) }))
      }
    }
    setTrouble(told)
    setUploading(false)
  }
  const remove = (sha256: string) =>
    setPhotos((before) => before.filter((photo) => photo.sha256 !== sha256))
  return { photos, uploading, trouble, add, remove }
}

interface PhotoPickerProps {
  readonly chosen: ChosenPhotos
  readonly legend?: Bilingual
}

export const PhotoPicker = ({ chosen, legend = caseWords.photos }: PhotoPickerProps) => (
  <fieldset class="photo-picker">
    <legend>{say(legend)}</legend>
    <FileChoice
      label={say(caseWords.addPhotos)}
      accept={kinds.join(',')}
      multiple
      disabled={chosen.uploading}
      again
      onFiles={(files) => void chosen.add(files)}
    />
    <p class="quiet">{say(caseWords.photoKinds)}</p>
    <p role="status">{chosen.uploading ? say(caseWords.uploading) : ''}</p>
    {chosen.trouble.map((text) => (
      <p key={text} class="trouble" role="alert">
        {text}
      </p>
    ))}
    {chosen.photos.length === 0 ? null : (
      <ul class="photos">
        {chosen.photos.map((photo, position) => (
          <li key={photo.sha256}>
            <Photo photo={photo} number={position + 1} address={photo.picture} />
            <button type="button" onClick={() => chosen.remove(photo.sha256)}>
              {say(caseWords.remove)}
            </button>
          </li>
        ))}
      </ul>
    )}
  </fieldset>
)
