/** Cases as they stand say how many orders they had, as those do that are read again from their record. Both engines know the words. */
export const numberOrders = `
  update cases set state = '{"orders":' || ordered.orders || ',' || substr(state, 2)
  from (select case_id, count(*) as orders from case_events
        where event in ('dispatched', 'rework', 'reopened') group by case_id) as ordered
  where ordered.case_id = cases.id and state like '{%"orderedAt":%' and state not like '%"orders":%'`
