import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { decodeText } from '../../core/text-file.ts'
import { importCsv, importGeoJson } from '../import.ts'
import { failed, type Imported, type ImportContext } from '../register/import-decision.ts'
import { importedSchema, importQuerySchema } from './contract.ts'
import type { DevicesApiDependencies } from './dependencies.ts'

const tags = ['devices']
const importTypes = ['text/csv', 'text/plain', 'application/geo+json', 'application/json']
const longestImport = 32 * 1_024 * 1_024

/** Another import, or a new credential, may come between looking and writing; then it is looked at again. */
const attempts = 5

export const importRoutes =
  (dependencies: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const { access } = dependencies
    // Bytes, because only they show in which encoding the file was saved.
    server.addContentTypeParser(
      importTypes,
      { parseAs: 'buffer', bodyLimit: longestImport },
      (_request, body, done) => {
        done(null, body)
      },
    )

    server.post(
      '/v1/devices/import',
      {
        bodyLimit: longestImport,
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Import devices from CSV or GeoJSON, all or none',
          description:
            'The body is the file, as text/csv, text/plain, application/geo+json or application/json, in UTF-8, ' +
            'UTF-16 or GB18030. Of a registered device only the columns change that the file has.',
          tags,
          querystring: importQuerySchema,
          body: z.unknown().describe('The bytes of the file'),
          response: { 200: importedSchema },
        },
      },
      async (request) => {
        const { query, body, headers } = request
        const file = decodedFile(body, query.charset ?? charsetOf(headers['content-type']))
        const { imported, devices } = await importFile(
          dependencies,
          query,
          file.text,
          access.actor(request).name,
        )
        const { warnings, notes, changes } = imported
        const readAs = file.note === undefined ? [] : [file.note]
        return {
          devices,
          dryRun: query.dryRun,
          ...changes,
          fields: { ...changes.fields },
          warnings: [...warnings],
          notes: [...readAs, ...notes],
        }
      },
    )
  }

async function importFile(
  { registry, directory, grid, observer, clock, deviceChecks }: DevicesApiDependencies,
  { format, crs, dryRun, changeKind }: z.output<typeof importQuerySchema>,
  text: string,
  by: string,
): Promise<{ readonly imported: Imported; readonly devices: number }> {
  const checks = (await deviceChecks?.()) ?? []
  for (let attempt = 1; ; attempt += 1) {
    await directory.follow()
    const context = { crs, changeKind, grid, registered: directory, checks }
    const imported = format === 'csv' ? importCsv(text, context) : parsedGeoJson(text, context)
    const { devices, mistakes, seen } = imported
    if (mistakes.length > 0) throw refused(mistakes)
    if (dryRun) return { imported, devices: devices.length }
    try {
      await registry.put(devices, seen, { by, at: clock.now() })
    } catch (error) {
      const conflict = error instanceof UrbanBrainError && error.code === 'version-conflict'
      if (!conflict || attempt === attempts) throw error
      continue
    }
    await directory.follow()
    observer.emit('ingest.imported', { format }, devices.length)
    return { imported, devices: devices.length }
  }
}

function parsedGeoJson(text: string, context: ImportContext): Imported {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return failed(['the file is not JSON'])
  }
  return importGeoJson(json, context)
}

function decodedFile(body: unknown, charset: string | undefined) {
  if (!(body instanceof Uint8Array)) throw refused(['the body holds no file'])
  const file = decodeText(body, charset)
  if ('mistake' in file) throw refused([file.mistake])
  const note = `the file was read as ${file.encoding.toUpperCase()}, not as UTF-8: look at the names`
  return { text: file.text, ...(file.encoding === 'gb18030' && { note }) }
}

const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]

const refused = (mistakes: readonly string[]) =>
  new UrbanBrainError(
    'import-invalid',
    `the file has ${mistakes.length} mistake(s), nothing was imported`,
    { details: mistakes },
  )
