/** Runs in a worker thread of passwords.ts: a hash takes a quarter of a second, in which this thread does nothing else. */
import { compareSync, hashSync } from 'bcryptjs'

export const hash = ({ password, cost }: { password: string; cost: number }): string => hashSync(password, cost)

export const verify = ({ password, hashedPassword }: { password: string; hashedPassword: string }): boolean => compareSync(password, hashedPassword)
