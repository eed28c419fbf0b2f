/** Tables of the city (目录): their versions, what a new file would change, putting one in force and going back. */
import { useEffect, useState } from 'preact/hooks'

import { catalogueTables, type CatalogueTable } from '../../../core/catalogue-terms.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { loadNames, loadUnitNames } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { catalogueTableWords, catalogueWords as words } from '../../words/catalogue.ts'
import { componentWords } from '../../words/components.ts'
import { showInstant } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import { Components } from './components.tsx'
import { RowsTable } from './rows-table.tsx'
import { Trial } from './trial.tsx'
import { Upload } from './upload.tsx'

type Versions = AnswerOf<'GET /v1/catalogue/{table}'>

export function CataloguePage() {
  const asked = useAddress().query.get('table')
  const table = catalogueTables.find((name) => name === asked) ?? catalogueTables[0]
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <nav class="tabs no-print" aria-label={say(words.tables)}>
        {catalogueTables.map((name) => (
          <a
            key={name}
            href={`/catalogue?table=${name}`}
            {...(name === table ? { 'aria-current': 'page' as const } : {})}
          >
            {say(catalogueTableWords[name])}
          </a>
        ))}
      </nav>
      <Table key={table} table={table} />
    </main>
  )
}

function Table({ table }: { readonly table: CatalogueTable }) {
  const versions = useResource(`catalogue ${table}`, (signal) =>
    call('GET /v1/catalogue/{table}', { path: { table }, signal }),
  )
  const [told, setTold] = useState<string>()
  const [shown, setShown] = useState<number>()
  const [back, setBack] = useState<number>()
  const done = (words: string) => {
    setTold(words)
    setBack(undefined)
    versions.reload()
    if (table === 'units') void loadUnitNames(true)
  }
  const may = mayAs(['manager', 'administrator'])
  return (
    <>
      {inPart(table) ? <p class="quiet">{say(componentWords.help)}</p> : null}
      {told === undefined ? null : <p role="status">{told}</p>}
      <Loaded resource={versions}>
        {(found) => (
          <>
            {may ? (
              <Upload key={told} {...{ table, columns: found.columns }} onPut={done} />
            ) : isTried(table) ? (
              <Trial table={table} />
            ) : null}
            <VersionList {...{ table, found, may }} onShow={setShown} onBack={setBack} />
            {shown === undefined && inPart(table) ? (
              <Components key={told} />
            ) : (
              <Rows key={shown} {...{ table, found }} version={shown ?? found.inForce} />
            )}
            {back === undefined ? null : (
              <Dialog
                title={`${say(words.back)}: ${versionName(back)}`}
                onClose={() => setBack(undefined)}
              >
                <WhyForm
                  submit={words.put}
                  onSubmit={async (reason) => {
                    const { version, from } = await call('POST /v1/catalogue/{table}/restore', {
                      path: { table },
                      body: { version: back, after: found.newest, reason },
                    })
                    done(say(words.done, { version, from }))
                  }}
                />
              </Dialog>
            )}
          </>
        )}
      </Loaded>
    </>
  )
}

/** A file names what it changes; what holds stands in many versions. */
const inPart = (table: CatalogueTable): boolean => table === 'components'

const isTried = (table: CatalogueTable): table is 'units' | 'dispatch' =>
  table === 'units' || table === 'dispatch'

const versionName = (version: number): string =>
  version === 0 ? say(words.cityFolder) : `${say(words.version)} ${version}`

interface ListProps {
  readonly table: CatalogueTable
  readonly found: Versions
  readonly may: boolean
  readonly onShow: (version: number) => void
  readonly onBack: (version: number) => void
}

function VersionList({ table, found, may, onShow, onBack }: ListProps) {
  const rows = [
    ...found.versions.map((head) => ({ version: head.version, head })),
    ...(inPart(table) ? [] : [{ version: 0, head: undefined }]),
  ]
  return (
    <section class="sheet" aria-labelledby="versions">
      <h2 id="versions">{say(words.versions)}</h2>
      <Scrolling label={say(words.versions)}>
        <table>
          <thead>
            <tr>
              {[words.version, words.from, words.rows, words.at, words.by, words.reason].map(
                (title) => (
                  <th key={title.en} scope="col">
                    {say(title)}
                  </th>
                ),
              )}
              <th scope="col">{say(words.show)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ version, head }) => (
              <tr key={version} data-version={version}>
                <th scope="row">
                  {versionName(version)}
                  {version === found.inForce && !inPart(table) ? (
                    <>
                      {' '}
                      <strong>{say(words.today)}</strong>
                    </>
                  ) : null}
                </th>
                <td>{head?.from}</td>
                <td>{head?.rows}</td>
                <td>{head === undefined ? null : showInstant(head.at)}</td>
                <td>{head?.by}</td>
                <td>
                  {head?.reason}
                  {head?.restores === undefined
                    ? null
                    : ` (${say(words.restores, { version: head.restores })})`}
                </td>
                <td class="row">
                  <button type="button" onClick={() => onShow(version)}>
                    {say(words.show)}
                  </button>
                  <a href={`/v1/catalogue/${table}/versions/${version}/table.csv`}>
                    {say(words.file)}
                  </a>
                  <a
                    href={`/v1/catalogue/${table}/versions/${version}/table.xlsx?language=${language.value}`}
                  >
                    {say(words.workbook)}
                  </a>
                  {may && version !== found.newest ? (
                    <button type="button" onClick={() => onBack(version)}>
                      {say(words.back)}
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  )
}

interface RowsProps {
  readonly table: CatalogueTable
  readonly found: Versions
  readonly version: number
}

function Rows({ table, found, version }: RowsProps) {
  const rows = useResource(`catalogue ${table} ${version}`, (signal) =>
    call('GET /v1/catalogue/{table}/versions/{version}', { path: { table, version }, signal }),
  )
  const title = versionName(version)
  return (
    <section class="sheet wide" aria-labelledby="rows">
      <h2 id="rows">{title}</h2>
      <Loaded resource={rows} isEmpty={(read) => read.rows.length === 0}>
        {(read) => (
          <RowsTable
            label={title}
            columns={found.columns}
            rows={read.rows.map((cells) => ({ cells }))}
          />
        )}
      </Loaded>
    </section>
  )
}
