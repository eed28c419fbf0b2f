/** Builds the console into `dist/console`, each text file beside its brotli and gzip form, so that serving costs no compression. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const out = join(root, '..', 'dist', 'console')
const mapLibre = join(root, '..', 'node_modules', 'maplibre-gl', 'src')
const text = /\.(?:js|mjs|css|html|svg|webmanifest|json)$/

const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  async writeBundle() {
    const files = await readdir(out, { recursive: true })
    await Promise.all(
      files
        .filter((file) => text.test(file))
        .map(async (file) => {
          const bytes = await readFile(join(out, file))
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
          await writeFile(
            join(out, `${file}.br`),
            await promisify(brotliCompress)(bytes, { params }),
          )
          await writeFile(join(out, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 }))
        }),
    )
  },
})

export default defineConfig({
  root,
  oxc: {
    jsx: { runtime: 'automatic', importSource: 'preact' },
    // As MapLibre's own build does: a field that is only declared is not set to undefined after the parent's constructor.
    assumptions: { setPublicClassFields: true },
    typescript: { removeClassFieldsWithoutInitializer: true },
  },
  // As it comes, MapLibre holds everything twice: for the page and for its worker. Built from its sources, both load what they have
  // in common once (435 KB of gzip become 322).
  resolve: {
    alias: [
      { find: /^maplibre-gl$/, replacement: join(mapLibre, 'index.ts') },
      {
        find: /^@maplibre\/mlt$/,
        replacement: join(root, 'pages', 'centre', 'map', 'no-vector-tiles.ts'),
      },
    ],
  },
  plugins: [compressed()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // A data: address of an inlined file would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: {
        index: join(root, 'index.html'),
        'service-worker': join(root, 'offline', 'service-worker.ts'),
        'map-worker': join(mapLibre, 'source', 'worker.ts'),
      },
      output: {
        // Those that are asked for by name, and never kept without asking.
        entryFileNames: ({ name }) =>
          name.endsWith('-worker') ? '[name].js' : 'assets/[name]-[hash].js',
        // What most pages share is one file and not one for each set of them: each is a request of the first view.
        codeSplitting: {
          groups: [
            { name: 'shared', test: /[\\/](?:console|core)[\\/].+\.tsx?$/, minShareCount: 10 },
            {
              name: 'centre',
              test: /[\\/]pages[\\/]centre[\\/](?!alarm|map[\\/])[^\\/]+\.tsx?$/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
})
