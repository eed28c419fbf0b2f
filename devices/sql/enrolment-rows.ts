import type { Transaction } from 'kysely'

import {
  enrolmentBatchSchema,
  type EnrolledDevice,
  type EnrolmentBatch,
  type Enrolments,
} from '../../core/enrolment.ts'
import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { chunks, notRegistered, setCredential } from './device-rows.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

/** Batches of devices and which of them have enrolled; what a device may is looked at in the transaction that gives it. */
export function enrolmentRows({ read, write }: SqlEngine<RegistryTables>): Enrolments {
  const change = revising(write)
  return {
    add: (batch, code, devices) =>
      change(async (transaction, revisions) => {
        await refuseUnknown(transaction, devices)
        await transaction
          .insertInto('enrolment_batch')
          .values({
            ...{ id: batch.id, number: revisions.next(), code },
            document: JSON.stringify(batch),
          })
          .execute()
        for (const part of chunks([...new Set(devices)]))
          await transaction
            .insertInto('enrolment_device')
            .values(part.map((device) => ({ batch: batch.id, device, enrolled: null })))
            .execute()
      }),

    list: (limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('enrolment_batch')
          .innerJoin('enrolment_device', 'enrolment_device.batch', 'enrolment_batch.id')
          .select((row) => [
            'enrolment_batch.document',
            row.fn.countAll().as('devices'),
            row.fn.count('enrolment_device.enrolled').as('enrolled'),
          ])
          .groupBy(['enrolment_batch.id', 'enrolment_batch.number', 'enrolment_batch.document'])
          .orderBy('enrolment_batch.number', 'desc')
          .limit(limit)
          .execute()
        return rows.map((row) => ({
          ...batchOf(row),
          ...{ devices: Number(row.devices), enrolled: Number(row.enrolled) },
        }))
      }),

    devices: (batch) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('enrolment_device')
          .select(['device', 'enrolled'])
          .where('batch', '=', batch)
          .orderBy('device')
          .execute()
        if (rows.length === 0) return undefined
        return rows.map(({ device, enrolled }): EnrolledDevice => ({
          device: device as DeviceId,
          ...(enrolled !== null && { enrolled: instant(enrolled) }),
        }))
      }),

    async revoke(id, by, at) {
      let found = false
      await change(async (transaction) => {
        const row = await transaction
          .selectFrom('enrolment_batch')
          .select('document')
          .where('id', '=', id)
          .executeTakeFirst()
        found = row !== undefined
        if (row === undefined) return
        const batch = batchOf(row)
        if (batch.revoked !== undefined) return
        await transaction
          .updateTable('enrolment_batch')
          .set({ document: JSON.stringify({ ...batch, revoked: { by, at } }) })
          .where('id', '=', id)
          .execute()
      })
      return found
    },

    async enrol({ device, code, credential, at }) {
      // Anybody may ask: who guesses does not take the lock that the whole register waits for.
      const known = await read((database) =>
        database
          .selectFrom('enrolment_batch')
          .select('id')
          .where('code', '=', code)
          .executeTakeFirst(),
      )
      if (known === undefined) return false
      let granted = false
      await change(async (transaction, revisions) => {
        granted = false
        const found = await transaction
          .selectFrom('enrolment_batch')
          .innerJoin('enrolment_device', 'enrolment_device.batch', 'enrolment_batch.id')
          .innerJoin('device', 'device.id', 'enrolment_device.device')
          .select(['batch', 'enrolled', 'credential', 'enrolment_batch.document'])
          .where('code', '=', code)
          .where('enrolment_device.device', '=', device)
          .executeTakeFirst()
        if (found === undefined) return
        const { until, revoked } = batchOf(found)
        if (revoked !== undefined || at >= until) return
        if (found.credential !== null) {
          granted = found.enrolled !== null && found.credential === credential
          return
        }
        if (found.enrolled !== null) return
        await setCredential(transaction, device, credential, revisions.next())
        await transaction
          .updateTable('enrolment_device')
          .set({ enrolled: at })
          .where('batch', '=', found.batch)
          .where('device', '=', device)
          .execute()
        granted = true
      })
      return granted
    },
  }
}

async function refuseUnknown(
  transaction: Transaction<RegistryTables>,
  devices: readonly DeviceId[],
): Promise<void> {
  const missing: string[] = []
  for (const part of chunks(devices)) {
    const rows = await transaction
      .selectFrom('device')
      .select('id')
      .where('id', 'in', part)
      .execute()
    const there = new Set(rows.map(({ id }) => id))
    missing.push(...part.filter((id) => !there.has(id)))
  }
  if (missing.length > 0) throw notRegistered(missing)
}

const batchOf = ({ document }: { readonly document: string }): EnrolmentBatch =>
  checkedJson('a batch of devices', enrolmentBatchSchema, document)
