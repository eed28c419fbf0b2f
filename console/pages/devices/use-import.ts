/** A file of devices on its way: looked at as soon as it is chosen, imported when somebody says so. */
import { useRef, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { columnsText, formatOf, type Check } from './import-files.ts'

export type Imported = AnswerOf<'POST /v1/devices/import'>

/** How a file is to be read. */
export interface Reading {
  readonly crs: 'wgs84' | 'gcj02'
  readonly changeKind: boolean
  /** What each column is, in their order; without it the headings say it. */
  readonly columns?: readonly (string | undefined)[]
}

interface Chosen {
  readonly name: string
  readonly content: Blob
}

type State =
  | { readonly at: 'choosing' }
  | { readonly at: 'checking' }
  | { readonly at: 'checked'; readonly check: Check }
  | { readonly at: 'putting'; readonly check: Check }
  | { readonly at: 'done'; readonly imported: Imported }

export function useImport() {
  const [state, setState] = useState<State>({ at: 'choosing' })
  const [reading, setReading] = useState<Reading>({ crs: 'wgs84', changeKind: false })
  const [file, setFile] = useState<Chosen>()
  const [cause, setCause] = useState<unknown>()
  const latest = useRef(0)

  const look = async (chosen: Chosen, how: Reading) => {
    latest.current += 1
    const turn = latest.current
    setReading(how)
    setCause(undefined)
    setState({ at: 'checking' })
    try {
      const check = await call('POST /v1/devices/import/check', {
        query: queryOf(chosen, how),
        body: chosen.content,
      })
      if (turn === latest.current) setState({ at: 'checked', check })
    } catch (thrown) {
      if (turn !== latest.current) return
      setCause(thrown)
      setState({ at: 'choosing' })
    }
  }

  return {
    ...{ state, reading, cause, name: file?.name },
    /** As it is now: a spreadsheet that is saved again meanwhile is another file. */
    choose: async (chosen: File) => {
      const type = formatOf(chosen.name) === 'csv' ? 'application/octet-stream' : 'application/json'
      const content = new Blob([await chosen.arrayBuffer()], { type })
      const kept = { name: chosen.name, content }
      setFile(kept)
      const { crs, changeKind } = reading
      await look(kept, { crs, changeKind })
    },
    read: async (how: Reading) => {
      if (file === undefined) setReading(how)
      else await look(file, how)
    },
    put: async (check: Check) => {
      if (file === undefined) return
      setCause(undefined)
      setState({ at: 'putting', check })
      try {
        const imported = await call('POST /v1/devices/import', {
          query: queryOf(file, reading),
          body: file.content,
        })
        setState({ at: 'done', imported })
      } catch (thrown) {
        setCause(thrown)
        setState({ at: 'checked', check })
      }
    },
    again: () => {
      setFile(undefined)
      setReading({ crs: 'wgs84', changeKind: false })
      setState({ at: 'choosing' })
    },
  }
}

const queryOf = ({ name }: Chosen, { crs, changeKind, columns }: Reading) => ({
  ...{ format: formatOf(name), crs, changeKind, columns: columnsText(columns) },
})
