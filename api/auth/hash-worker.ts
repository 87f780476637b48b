/** Runs in a worker thread of passwords.ts: a hash takes a quarter of a second, in which this thread does nothing else. */
import { constants, setPriority } from 'node:os'
import { compareSync, hashSync } from 'bcryptjs'

// On Linux this is of the calling thread alone: who waits for a log-in can wait a little longer than who waits for a list.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

export const hash = ({ password, cost }: { password: string; cost: number }): string => hashSync(password, cost)

interface Verification {
  password: string
  hashedPassword: string
  /** Compared as well, for their time alone. */
  beside: string[]
}

export function verify({ password, hashedPassword, beside }: Verification): boolean {
  const right = compareSync(password, hashedPassword)
  for (const nobodys of beside) compareSync(password, nobodys)
  return right
}
