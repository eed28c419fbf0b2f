/** A track over the unit grids that were to be walked, with its check points: a drawing of its own, which needs no map server. */
import { call } from '../../api/client.ts'
import type { CityGrid, Patrol } from '../../api/types.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { useResource } from '../../state/resource.ts'
import { patrolDeskWords as words } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { projection, ringsOf, trackLines } from './track-shape.ts'
import './patrols.css'

export interface TrackMapProps {
  readonly task: Patrol
  readonly positions: AnswerOf<'POST /v1/patrols/{id}/track/reveal'>['positions']
}

const width = 640
const height = 400

export function TrackMap({ task, positions }: TrackMapProps) {
  const grid = useResource('grid', (signal) => call('GET /v1/grid', { signal }))
  const cells = (grid.value?.features ?? []).filter(({ properties: { code } }) =>
    task.cells.some((head) => code.startsWith(head)),
  )
  const { points, coverage } = task
  const place = projection([...positions, ...points, ...cells.flatMap(cornersOf)], {
    width,
    height,
  })
  const reached = new Set(coverage?.points ?? [])
  return (
    <svg
      class="track-map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={say(words.map)}
    >
      {cells.map((cell) => (
        <path key={cell.properties.code} class="track-cell" d={pathOf(cell, place)}>
          <title>{cell.properties.code}</title>
        </path>
      ))}
      {trackLines(positions).map((line) => (
        <polyline
          key={line[0]?.at}
          class="track-line"
          points={line.map((position) => place(position).join(',')).join(' ')}
        />
      ))}
      {points.map((point) => {
        const [x, y] = place(point)
        return (
          <g key={point.name} data-reached={reached.has(point.name)}>
            <circle
              class={reached.has(point.name) ? 'track-reached' : 'track-open'}
              cx={x}
              cy={y}
              r={7}
            />
            <text class="track-name" x={x + 10} y={y + 4}>
              {reached.has(point.name) ? '✓' : '○'} {point.name}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

type Cell = CityGrid['features'][number]

const cornersOf = (cell: Cell) =>
  ringsOf(cell.geometry).flatMap((ring) =>
    ring.map(([longitude = 0, latitude = 0]) => ({ longitude, latitude })),
  )

const pathOf = (cell: Cell, place: ReturnType<typeof projection>): string =>
  ringsOf(cell.geometry)
    .map(
      (ring) =>
        `M${ring.map(([longitude = 0, latitude = 0]) => place({ longitude, latitude }).join(' ')).join('L')}Z`,
    )
    .join('')
