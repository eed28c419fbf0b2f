/** What the console writes into the register of devices, by its contract. Types only. */
import type * as devices from '../../devices/api/contract.ts'
import type * as enrolment from '../../devices/api/enrolment-contract.ts'
import type { Answer, Body, Query } from './route-shapes.ts'

export interface DeviceWritingRoutes {
  'POST /v1/devices/{id}/credential': {
    readonly body: Body<typeof devices.stationPasswordSchema>
    readonly answer: Answer<typeof devices.credentialSchema>
  }
  'POST /v1/devices/{id}/adopt': {
    readonly body: Body<typeof devices.adoptionSchema>
    readonly answer: Answer<typeof devices.adoptedSchema>
  }
  'POST /v1/devices/import': {
    readonly query: Query<typeof devices.importQuerySchema>
    /** A file, or one device as GeoJSON; a registered one needs no place, and keeps what its properties do not name. */
    readonly body:
      | Blob
      | {
          readonly type: 'Feature'
          readonly geometry: object | null
          readonly properties: object
        }
    readonly answer: Answer<typeof devices.importedSchema>
  }
  'POST /v1/devices/import/check': {
    readonly query: Query<typeof devices.importCheckQuerySchema>
    readonly body: Blob
    readonly answer: Answer<typeof devices.importCheckSchema>
  }
  'POST /v1/devices/credentials': {
    readonly body: Body<typeof devices.credentialsAskedSchema>
    readonly answer: Answer<typeof devices.credentialsSchema>
  }
  'GET /v1/enrolments': { readonly answer: Answer<typeof enrolment.batchesSchema> }
  'POST /v1/enrolments': {
    readonly body: Body<typeof enrolment.newBatchSchema>
    readonly answer: Answer<typeof enrolment.newBatchAnswerSchema>
  }
  'GET /v1/enrolments/{id}': { readonly answer: Answer<typeof enrolment.batchDevicesSchema> }
  'POST /v1/enrolments/{id}/revoke': { readonly answer: Answer<typeof enrolment.batchesSchema> }
}
