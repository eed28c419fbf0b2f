import { session } from '../../state/session.ts'

/** Whether to offer adopting and putting back; the server decides (`operators` of ingest/api/dependencies.ts). */
export function mayOperate(): boolean {
  const { value } = session
  return (
    value.state === 'in' &&
    (value.person.role === 'operator' || value.person.role === 'administrator')
  )
}
