/** Photos: those that the server keeps, and those that wait on the phone. */
import { useEffect, useState } from 'preact/hooks'

import { waitingPhoto } from '../../offline/outbox.ts'
import { photoWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'

export interface PhotoProps {
  readonly sha256: string
  readonly number: number
}

export function SentPhoto({ sha256, number }: PhotoProps) {
  const [away, setAway] = useState(false)
  const label = say(photoWords.photo, { number })
  if (away) return <span class="photo quiet">{say(photoWords.away)}</span>
  return (
    <a class="photo" href={`/v1/photos/${sha256}`} target="_blank" rel="noreferrer">
      <img src={`/v1/photos/${sha256}`} alt={label} loading="lazy" onError={() => setAway(true)} />
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
