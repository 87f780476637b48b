export { createDescribing, type DescribablePages } from './describe-offer.ts'
