/** Cases as they stand say how many orders they had, as those do that are read again from their record. Both engines know the words. */
import { toldInShares } from './filling.ts'

const counted = (events: string, cases: string) => `
  update cases set state = '{"orders":' || ordered.orders || ',' || substr(state, 2)
  from (select case_id, count(*) as orders from case_events
        where event in ('dispatched', 'rework', 'reopened')${events} group by case_id) as ordered
  where ordered.case_id = cases.id and state like '{%"orderedAt":%' and state not like '%"orders":%'${cases}`

/** All at once, as it was released: by this text PostgreSQL knows that it was done. */
export const numberOrders = counted('', '')

const numberOrdersOfPage = counted(
  ' and case_id > $1 and case_id <= $2',
  ' and cases.id > $1 and cases.id <= $2',
)

const page = 1_000
const endOfPage = `
  select max(id) as last, count(*) as count
  from (select id from cases where id > $1 order by id limit ${page}) as page`

type Ask = (
  text: string,
  values: readonly string[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** The same along the ids, a page at a time, so that it can tell how far it is. */
export async function numberOrdersByPages(
  ask: Ask,
  told: (rows: number, ofRows: number) => void,
): Promise<void> {
  const [all] = await ask('select count(*) as count from cases', [])
  const of = Number(all?.['count'])
  if (of === 0) return
  told(0, of)
  const tell = toldInShares(of, (done) => told(done, of))
  for (let after = ''; ;) {
    const [end] = await ask(endOfPage, [after])
    const last = end?.['last']
    if (typeof last !== 'string') return
    await ask(numberOrdersOfPage, [after, last])
    after = last
    tell(Number(end?.['count']))
  }
}
