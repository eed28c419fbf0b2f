/** What the console asks of commands to devices. Types only. */
import type * as commands from '../../devices/api/command-contract.ts'
import type * as configurations from '../../devices/api/configuration-contract.ts'
import type * as links from '../../devices/api/link-contract.ts'
import type { Answer, Body, Query } from './route-shapes.ts'

export interface CommandRoutes {
  'GET /v1/devices/{id}/commands': {
    readonly query: Query<typeof commands.deviceCommandsQuerySchema>
    readonly answer: Answer<typeof commands.deviceCommandsSchema>
  }
  'POST /v1/devices/{id}/commands': {
    readonly body: Body<typeof commands.giveCommandSchema>
    readonly answer: commands.CommandView
  }
  'GET /v1/devices/{id}/configuration': { readonly answer: configurations.ConfigurationView }
  'POST /v1/devices/{id}/configuration': {
    readonly body: Body<typeof configurations.configureSchema>
    readonly answer: configurations.ConfigurationView
  }
  'GET /v1/configurations': {
    readonly query: Query<typeof configurations.configurationsQuerySchema>
    readonly answer: Answer<typeof configurations.configurationsSchema>
  }
  'POST /v1/configurations': {
    readonly body: Body<typeof configurations.configureManySchema>
    readonly answer: Answer<typeof configurations.configuredManySchema>
  }
  'GET /v1/link-holds': { readonly answer: Answer<typeof links.linkHoldsSchema> }
  'POST /v1/link-holds': {
    readonly body: Body<typeof links.holdLinksSchema>
    readonly answer: Answer<typeof links.linkHoldsSchema>
  }
}
