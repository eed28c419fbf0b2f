/** Photos: those that the server keeps, and those that wait on the phone. */
import { useContext, useEffect, useState } from 'preact/hooks'

import { waitingPhoto } from '../../offline/outbox.ts'
import { DeletedPhotos } from '../../parts/deleted-photos.ts'
import { photoAddress } from '../../parts/photo-address.ts'
import { photoWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'

interface PhotoProps {
  readonly sha256: string
  readonly number: number
}

/** `of`: the case in whose record it stands. */
export function SentPhoto({ sha256, number, of }: PhotoProps & { readonly of: string }) {
  const [away, setAway] = useState(false)
  const deleted = useContext(DeletedPhotos).has(sha256)
  const label = say(photoWords.photo, { number })
  const address = photoAddress(sha256, of)
  if (deleted) return <span class="photo quiet">{say(photoWords.deleted)}</span>
  if (away) return <span class="photo quiet">{say(photoWords.away)}</span>
  return (
    <a class="photo" href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={label} loading="lazy" onError={() => setAway(true)} />
    </a>
  )
}

export function WaitingPhoto({ sha256, number }: PhotoProps) {
  const [blob, setBlob] = useState<Blob>()
  useEffect(() => {
    let left = false
    const look = async () => {
      const found = await waitingPhoto(sha256).catch(() => undefined)
      if (!left) setBlob(found)
    }
    void look()
    return () => {
      left = true
    }
  }, [sha256])
  return blob === undefined ? null : <BlobPhoto blob={blob} number={number} />
}

export function BlobPhoto({ blob, number }: { readonly blob: Blob; readonly number: number }) {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setSource(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return source === undefined ? null : (
    <span class="photo">
      <img src={source} alt={say(photoWords.photo, { number })} />
    </span>
  )
}
