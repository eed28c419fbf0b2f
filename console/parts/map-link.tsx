import { centreWords } from '../words/centre.ts'
import { say } from '../words/words.ts'
import { mapPath } from './device-names.ts'

/** To the map of the centre, with the device chosen on it. */
export const MapLink = ({ device }: { readonly device: string }) => (
  <a class="no-print" href={mapPath(device)}>
    {say(centreWords.onMap)}
  </a>
)
