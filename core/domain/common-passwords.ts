import { readFileSync } from 'node:fs'

/** The 3,000 most common passwords of at least 8 characters (OWASP ASVS 6.2.4), in lower case, after a head that tells their source. */
const [, list = ''] = readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8').split('\n\n')
const common = new Set(list.trim().split('\n'))

/** Whether a guesser would try it among the first, whatever its case. */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase())
