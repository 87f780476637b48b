export { type Comparable, type Double, type Opening, readOpening } from './opening.ts'
export { lookUpKeys, printOf } from './print.ts'
export { compareFaces, type FaceLikeness, sameOpening } from './same-opening.ts'
