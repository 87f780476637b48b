/** npm run secret: a fresh SECRET_KEY. Needs no packages. */
import { randomBytes } from 'node:crypto'

console.log(randomBytes(48).toString('base64url'))
