import { render } from 'preact'

import { App } from './app.tsx'
import { tellAddress } from './offline/tell-address.ts'
import { sayMistakes } from './parts/field-mistakes.ts'
import { paint, theme } from './state/theme.ts'
import { language, speak } from './words/words.ts'
import './styles/base.css'
import './styles/parts.css'

speak(language.value)
paint(theme.value)
sayMistakes(document)

const place = document.getElementById('console')
if (place !== null) render(<App />, place)

// The page opens without network from what was kept; the file exists in the built console only.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  tellAddress()
  void navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)
}
