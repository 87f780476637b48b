/** Every workflow, by the name that operators type. */
export { describeApplication } from './describe-application.ts'
export { eraseUser } from './erase-user.ts'
export { reconcile } from './reconcile.ts'
