/** Every workflow, by the name that operators type. */
export { collectForSavedSearches } from './collect-for-saved-searches.ts'
export { collectFromSource } from './collect-from-source.ts'
export { collectJobOffers } from './collect-job-offers.ts'
export { describeApplication } from './describe-application.ts'
export { describeMissing } from './describe-missing.ts'
export { eraseUser } from './erase-user.ts'
export { reconcile } from './reconcile.ts'
