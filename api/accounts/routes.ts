import { randomInt } from 'node:crypto'
import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { hashPassword } from '../auth/passwords.ts'
import { requireAdministrator } from '../auth/require.ts'
import type { Role } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { editConflict, invalidInput, notFound } from '../http/problem.ts'
import { requireNoPersonalText } from '../places/personal-text.ts'
import { serve } from '../http/serve.ts'
import { type Account, changeAccount, createAccount, listAccounts, resetPassword } from './contract.ts'
import {
  hasOtherAdministrator,
  insertAccount,
  orgUnitLevel,
  selectAccounts,
  storeFirstPassword,
  updateAccount,
} from './queries.ts'

/** Which levels of the tree a role can stand for. */
const levelsOfRole: Record<Role, string[]> = {
  branch: ['branch', 'community'],
  planner: ['street', 'district'],
  leader: ['district', 'street'],
  admin: ['district'],
}

type Row = Awaited<ReturnType<ReturnType<typeof selectAccounts>['executeTakeFirstOrThrow']>>

export function accountRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, sessions, environment } = context

  serve(router, listAccounts, async ({ viewer }) => {
    requireAdministrator(viewer)
    return { accounts: (await selectAccounts(database.write).execute()).map(accountOfRow) }
  })

  serve(router, createAccount, async ({ viewer, body, actor, requestId }) => {
    requireAdministrator(viewer)
    requireNoPersonalText(body)
    await requireFittingUnit(body.role, body.orgUnitId)
    const password = firstPassword()
    const passwordHash = await hashPassword(password)
    const id = await database.write.transaction().execute(async (trx) => {
      const created = await insertAccount(trx, { ...body, passwordHash, updatedBy: actor })
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'created',
        concept: 'accounts',
        recordId: created,
        recordCode: body.username,
        detail: { role: body.role, orgUnitId: body.orgUnitId },
      })
      return created
    })
    return { account: await oneAccount(id), password }
  })

  serve(router, changeAccount, async ({ viewer, params, body, actor, requestId }) => {
    requireAdministrator(viewer)
    const current = await oneAccount(params.id)
    const { version, disabled, ...change } = body
    requireNoPersonalText(change)
    const reachChanges = change.role !== undefined || change.orgUnitId !== undefined || disabled !== undefined
    if (reachChanges && disabled !== true) {
      await requireFittingUnit(change.role ?? current.role, change.orgUnitId ?? current.orgUnit.id)
    }
    const losesAdministrator =
      current.role === 'admin' && (disabled === true || (change.role ?? 'admin') !== 'admin')
    await database.write.transaction().execute(async (trx) => {
      if (losesAdministrator && !(await hasOtherAdministrator(trx, params.id, environment.demo))) {
        throw invalidInput(
          disabled ? 'disabled' : 'role',
          { zh: '这是最后一个管理员账号', en: 'This is the last administrator account' },
          { zh: '请先建立另一个管理员账号。', en: 'Create another administrator first.' },
        )
      }
      const disabledAt = disabled === undefined ? undefined : disabled ? new Date() : null
      const saved = await updateAccount(trx, params.id, version, {
        ...change,
        ...(disabledAt !== undefined && { disabledAt }),
        updatedBy: actor,
      })
      if (!saved) throw editConflict(current)
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'changed',
        concept: 'accounts',
        recordId: params.id,
        recordCode: current.username,
        detail: {
          before: {
            post: current.post,
            role: current.role,
            orgUnitId: current.orgUnit.id,
            disabled: current.disabled,
          },
          after: { ...change, ...(disabled !== undefined && { disabled }) },
        },
      })
    })
    if (reachChanges) await sessions.endAll(params.id)
    return oneAccount(params.id)
  })

  serve(router, resetPassword, async ({ viewer, params, actor, requestId }) => {
    requireAdministrator(viewer)
    const account = await oneAccount(params.id)
    const password = firstPassword()
    const passwordHash = await hashPassword(password)
    await database.write.transaction().execute(async (trx) => {
      await storeFirstPassword(trx, params.id, passwordHash, actor)
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'password-reset',
        concept: 'accounts',
        recordId: params.id,
        recordCode: account.username,
      })
    })
    await sessions.endAll(params.id)
    return { password }
  })

  async function oneAccount(id: number): Promise<Account> {
    const row = await selectAccounts(database.write).where('accounts.id', '=', id).executeTakeFirst()
    if (!row) throw notFound()
    return accountOfRow(row)
  }

  async function requireFittingUnit(role: Role, orgUnitId: number): Promise<void> {
    const level = await orgUnitLevel(database.write, orgUnitId)
    if (level && levelsOfRole[role].includes(level)) return
    throw invalidInput(
      'orgUnitId',
      { zh: '这个岗位不能设在该单位', en: 'This role cannot stand for that unit' },
      {
        zh: '党支部账号设在网格党支部或社区，规划员设在派出所或区，领导设在区或派出所，管理员设在区。',
        en: 'Branch: a grid party branch or community; planner: a station or the district; leader: the district or a station; administrator: the district.',
      },
    )
  }
  return router
}

function accountOfRow(row: Row): Account {
  return {
    id: row.id,
    username: row.username,
    post: row.post,
    role: row.role as Role,
    orgUnit: { id: row.orgUnitId, code: row.orgUnitCode, name: row.orgUnitName, level: row.orgUnitLevel },
    isDemo: row.isDemo,
    disabled: row.disabledAt !== null,
    mustChangePassword: row.mustChangePassword,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  }
}

// Without characters that are read wrongly from paper: 0 O 1 l I.
const passwordAlphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A random first password of 16 characters, to be changed at the first sign-in. */
function firstPassword(): string {
  return Array.from({ length: 16 }, () => passwordAlphabet[randomInt(passwordAlphabet.length)]).join('')
}
