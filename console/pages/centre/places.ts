import type { DevicePlace, DevicePlaces } from '../../api/types.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'

/** The rows of an answer in columns. */
export const placesIn = (columns: DevicePlaces): readonly DevicePlace[] =>
  columns.id.map((id, row) =>
    withoutUndefined<DevicePlace>({
      id,
      kind: columns.kind[row] ?? '',
      name: columns.name[row] ?? undefined,
      longitude: columns.longitude[row] ?? 0,
      latitude: columns.latitude[row] ?? 0,
      cell: columns.cell[row] ?? undefined,
      active: columns.active[row] ?? false,
    }),
  )
