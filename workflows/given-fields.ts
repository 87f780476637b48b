/** Whether it is a JSON object, and no list. */
export const isObject = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null && !Array.isArray(given)

/** The fields of an operator's JSON object: null means absent, and so does no object at all. Undefined for anything else. */
export function givenFields(given: unknown = null): Record<string, unknown> | undefined {
  if (given === null) return {}
  return isObject(given) ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) : undefined
}
