import { hash, verify } from '@node-rs/argon2'
import { invalidInput } from '../http/problem.ts'

/** `Algorithm.Argon2id` of the library, whose const enum cannot be imported under isolated modules. */
const argon2id = 2
// OWASP (2024): Argon2id with 19 MiB, two passes, one lane.
const parameters = {
  algorithm: argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

export async function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

let decoy: Promise<string> | undefined

/** Checks a password; takes as long for an unknown account as for a known one. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  if (stored) return verify(stored, password)
  decoy ??= hashPassword('no account has this password')
  await verify(await decoy, password)
  return false
}

/** @throws invalid-input when a new password is too weak. */
export function requireGoodPassword(password: string, username: string, field = 'password'): void {
  if (password.length < 12) {
    throw invalidInput(field, {
      zh: '密码至少 12 个字符',
      en: 'The password needs at least 12 characters',
    })
  }
  if (password.toLowerCase().includes(username.toLowerCase()) || new Set(password).size < 5) {
    throw invalidInput(field, {
      zh: '密码太容易猜到，请换一个',
      en: 'The password is too easy to guess, please choose another',
    })
  }
}
