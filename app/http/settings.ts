import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Setting } from '../../core/setting.ts'
import { settingsSchema } from './setting-contract.ts'

export interface SettingRoutesOptions {
  readonly access: Access
  /** Its name among those of the city. */
  readonly process: string
  readonly settings: readonly Setting[]
}

/** What this process works with, and where each value is written. */
export const settingRoutes =
  ({ access, process, settings }: SettingRoutesOptions): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/settings',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Settings (系统设置) of the process that answers, with the source of each',
          tags: ['administration'],
          response: { 200: settingsSchema },
        },
      },
      () => Promise.resolve({ process, items: settings }),
    )
  }
