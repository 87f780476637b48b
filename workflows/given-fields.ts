/** Whether an operator's input is a JSON object, and no list. */
export const isObject = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null && !Array.isArray(given)
