/** A short sound and a vibration for what has just come in. Made by the browser itself: no file, nothing to load. */
import { signal } from '@preact/signals'

const remembered = 'urban-brain.muted'

export const muted = signal(localStorage.getItem(remembered) === 'yes')

export function mute(quiet: boolean): void {
  muted.value = quiet
  localStorage.setItem(remembered, quiet ? 'yes' : 'no')
}

let audio: AudioContext | undefined

/** A browser lets a page sound only after the person has touched it. */
export function allowSound(): () => void {
  const touched = () => {
    audio ??= new AudioContext()
    void audio.resume().catch(() => undefined)
  }
  addEventListener('pointerdown', touched, { once: true })
  addEventListener('keydown', touched, { once: true })
  return () => {
    removeEventListener('pointerdown', touched)
    removeEventListener('keydown', touched)
  }
}

/** Hertz, one after the other. */
const tones = [880, 1_175]
const toneSeconds = 0.18

export function alertCrew(): void {
  if (muted.value) return
  // Refused without a touch before, and absent on iPhones.
  if ('vibrate' in navigator) navigator.vibrate([200, 100, 200])
  if (audio?.state !== 'running') return
  const { currentTime: start } = audio
  for (const [place, hertz] of tones.entries()) {
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    const from = start + place * toneSeconds
    tone.frequency.value = hertz
    loudness.gain.setValueAtTime(0.25, from)
    // Fades, for a tone that is cut off clicks.
    loudness.gain.exponentialRampToValueAtTime(0.001, from + toneSeconds)
    tone.connect(loudness).connect(audio.destination)
    tone.start(from)
    tone.stop(from + toneSeconds)
  }
}
