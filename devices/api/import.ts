import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { tableFileTypes } from '../../runtime/table-file.ts'
import type { ImportedTable } from '../import.ts'
import { toldMistakes } from '../register/row-mistake.ts'
import {
  importCheckQuerySchema,
  importCheckSchema,
  importedSchema,
  importQuerySchema,
} from './contract.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { importFile, readDeviceFile, type DeviceFile, type ReadAs } from './device-file.ts'
import { checkView } from './import-view.ts'

const tags = ['devices']
const importTypes = [...tableFileTypes, 'application/geo+json', 'application/json']
const longestImport = 32 * 1_024 * 1_024

/** Another import, or a new credential, may come between looking and writing; then it is looked at again. */
const attempts = 5

export const importRoutes =
  (dependencies: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, directory, readWorkbook } = dependencies
    // Bytes, because only they show in which encoding the file was saved.
    server.addContentTypeParser(
      importTypes,
      { parseAs: 'buffer', bodyLimit: longestImport },
      (_request, body, done) => {
        done(null, body)
      },
    )
    const fileOf = (request: {
      readonly query: ReadAs
      readonly body: unknown
      readonly headers: { readonly 'content-type'?: string | undefined }
    }) =>
      readDeviceFile(request.body, request.query, {
        ...{ readWorkbook, contentType: request.headers['content-type'] },
      })

    server.post(
      '/v1/devices/import',
      {
        bodyLimit: longestImport,
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Import devices from CSV, XLSX or GeoJSON, all or none',
          description:
            'The body is the file: a table as CSV in UTF-8, UTF-16 or GB18030 or as a workbook, told by its bytes, or GeoJSON, ' +
            'of which a Feature is one device. ' +
            'Of a registered device only the columns change that the file has.',
          tags,
          querystring: importQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: importedSchema },
        },
      },
      async (request) => {
        const { query } = request
        const file = await fileOf(request)
        const { devices, rows, changes, warnings, notes } = await importDecided(
          dependencies,
          ...([file, query, access.actor(request).name] as const),
        )
        const { dryRun } = query
        if (!dryRun) await directory.follow()
        return {
          ...{ devices: devices.length, dryRun },
          ...{ ...changes, fields: { ...changes.fields } },
          added: rows.flatMap(({ device: { id, name, gateway }, fields }) =>
            fields === undefined
              ? [{ id, ...(name && { name }), ...(gateway && { gateway }) }]
              : [],
          ),
          ...{ warnings: [...warnings], notes: [...notes] },
        }
      },
    )

    server.post(
      '/v1/devices/import/check',
      {
        bodyLimit: longestImport,
        onRequest: access.allow('administrator'),
        schema: {
          summary:
            'Look at a file of devices: how it is read, every mistake, or what it would change',
          description: 'Nothing is changed. The body is the file, as for the import.',
          tags,
          querystring: importCheckQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: importCheckSchema },
        },
      },
      async (request) => {
        const file = await fileOf(request)
        return checkView(await decided(dependencies, file, request.query), directory.values())
      },
    )
  }

async function decided(
  { directory, grid, deviceChecks }: DevicesApiDependencies,
  file: DeviceFile,
  query: ReadAs,
): Promise<ImportedTable> {
  const checks = (await deviceChecks?.()) ?? []
  await directory.follow()
  const { crs, changeKind } = query
  return importFile(file, query, { crs, changeKind, grid, registered: directory, checks })
}

async function importDecided(
  dependencies: DevicesApiDependencies,
  file: DeviceFile,
  query: z.output<typeof importQuerySchema>,
  by: string,
): Promise<ImportedTable> {
  const { registry, observer, clock } = dependencies
  for (let attempt = 1; ; attempt += 1) {
    const imported = await decided(dependencies, file, query)
    const { devices, mistakes, seen } = imported
    if (mistakes.length > 0) throw refused(imported)
    if (query.dryRun) return imported
    try {
      await registry.put(devices, seen, { by, at: clock.now() })
    } catch (error) {
      const conflict = error instanceof UrbanBrainError && error.code === 'version-conflict'
      if (!conflict || attempt === attempts) throw error
      continue
    }
    observer.emit('ingest.imported', { format: query.format }, devices.length)
    return imported
  }
}

function refused({ mistakes, alone }: ImportedTable): UrbanBrainError {
  const { length: count } = mistakes
  const message =
    alone === true
      ? {
          zh: `设备有 ${count} 处错误，未作任何更改`,
          en: `the device has ${count} mistake(s), nothing was changed`,
        }
      : {
          zh: `文件有 ${count} 处错误，未导入任何设备`,
          en: `the file has ${count} mistake(s), nothing was imported`,
        }
  return new UrbanBrainError('import-invalid', message.en, toldMistakes(mistakes, message))
}
