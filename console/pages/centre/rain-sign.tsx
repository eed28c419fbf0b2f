import { raindrop } from './shapes.ts'

/** As the map has it. */
export const RainSign = ({ wet }: { readonly wet: boolean }) => (
  <svg
    class={wet ? 'rain-sign wet' : 'rain-sign'}
    viewBox={`0 0 ${raindrop.size} ${raindrop.size}`}
    aria-hidden="true"
  >
    <path d={raindrop.path} />
  </svg>
)
