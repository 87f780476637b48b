import type { AskedModel } from './model-stub.ts'

interface JsonSchema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  $ref?: string
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  [definitions: string]: unknown
}

/**
 * The strict answer to a question, in the shape that it asks for: what is said by the names of its properties, and of the rest nothing: null where
 * the schema lets, else an empty list or text.
 */
export function answerTo({ response_format }: AskedModel, said: Record<string, unknown>): Record<string, unknown> {
  const schema = response_format?.json_schema?.schema as JsonSchema | undefined
  if (schema === undefined) throw new Error('The question has no schema: give the one that was asked with before')
  return filled(schema, said, schema) as Record<string, unknown>
}

function filled(schema: JsonSchema, said: unknown, root: JsonSchema): unknown {
  if (schema.$ref !== undefined) return filled(resolved(schema.$ref, root), said, root)
  if (schema.properties !== undefined) {
    const values = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        isGiven(values[name]) ? withSchema(property, values[name], root) : nothing(property, root),
      ]),
    )
  }
  return said
}

/** A thing is filled up, each of a list by itself; all else is said as it is. */
function withSchema(schema: JsonSchema, said: unknown, root: JsonSchema): unknown {
  const target = schema.$ref === undefined ? schema : resolved(schema.$ref, root)
  const thing = [target, ...(target.anyOf ?? [])].find(({ properties }) => properties !== undefined)
  if (thing !== undefined) return filled(thing, said, root)
  const items = [target, ...(target.anyOf ?? [])].find((one) => one.items?.properties !== undefined)?.items
  return items !== undefined && Array.isArray(said) ? said.map((item) => filled(items, item, root)) : said
}

function nothing(schema: JsonSchema, root: JsonSchema): unknown {
  const target = schema.$ref === undefined ? schema : resolved(schema.$ref, root)
  const types = [target, ...(target.anyOf ?? [])].flatMap(({ type }) => type ?? [])
  if (types.includes('null')) return null
  if (types.includes('array')) return []
  if (target.const !== undefined) return target.const
  if (target.enum !== undefined) return target.enum[0]
  if (target.properties !== undefined) return filled(target, {}, root)
  return types.includes('string') ? '' : types.includes('boolean') ? false : 0
}

const resolved = (ref: string, root: JsonSchema): JsonSchema =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<JsonSchema>((node, key) => (node[key] ?? {}) as JsonSchema, root)

const isGiven = (value: unknown) => value !== undefined
