export { createDescribing, type DescribablePages } from './describe-offer.ts'
export { createModelDescribing, type ModelDescribingDependencies } from './model/model-activities.ts'
