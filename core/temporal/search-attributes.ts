import { defineSearchAttributeKey, SearchAttributeType, type TypedSearchAttributes } from '@temporalio/common'

type Attributes = ConstructorParameters<typeof TypedSearchAttributes>[0] & object

/** A search attribute and its value, as a start takes it. */
export const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value })

/**
 * Starts a workflow with search attributes. Those that the server does not know are left out: operators lose a filter, users lose nothing.
 * @param onRefused called when the server refused them
 */
export async function startedWith<T>(
  attributes: ReturnType<typeof keyword>[],
  onRefused: () => void,
  start: (typedSearchAttributes: Attributes) => Promise<T>,
): Promise<T> {
  try {
    return await start(attributes as Attributes)
  } catch (error) {
    if (!isRefusedAttribute(error)) throw error
    onRefused()
    return start([] as Attributes)
  }
}

const INVALID_ARGUMENT = 3

/** The server's refusal of an unregistered attribute comes wrapped by the client. */
function isRefusedAttribute(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === INVALID_ARGUMENT && /search attribute/i.test(cause.message)
}
