/** Writes into the register what was changed of one device, as an import of it alone. */
import { call } from '../../api/client.ts'
import type { DeviceEdit } from './edit-body.ts'

export const writeDevice = (id: string, { crs, geometry, properties }: DeviceEdit) =>
  call('POST /v1/devices/import', {
    query: { format: 'geojson', crs },
    body: { type: 'Feature', geometry, properties: { id, ...properties } },
  })
