import { z } from 'zod'

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = { [keyword: string]: unknown }

/** What JavaScript's `trim` takes away, spelt out: `\s` is another set in each of the languages that read the document. */
const BLANKS = '\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
const COMPONENTS = '#/components/schemas/'

/** A text that means absent. */
export const Blank: JsonSchema = { type: 'string', pattern: `^[${BLANKS}]*$`, maxLength: 300, description: 'Means absent', examples: [''] }

/**
 * The JSON Schema of what may be sent, and the named schemas (`.meta({ id })`) that it refers to. What a preprocess or a
 * transform lets in beside its schema (absent, null, blank) is found out by asking the schema itself.
 */
export function jsonSchemaOf(schema: z.core.$ZodType, { ofBody }: { ofBody: boolean }): { schema: JsonSchema; named: Record<string, JsonSchema> } {
  const override = (described: Override) => {
    asChecked(described)
    if (!(described.zodSchema instanceof z.ZodDefault)) return
    if (ofBody) tellDefault(described.zodSchema, described.jsonSchema as JsonSchema)
    // zod leaves it out where something is preprocessed.
    else (described.jsonSchema as JsonSchema).default = described.zodSchema.def.defaultValue
  }
  // As a property a named schema is a reference, like everywhere else.
  const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), { io: 'input', unrepresentable: 'any', override })
  const [it, named] = relocated([properties?.it ?? {}, $defs]) as [JsonSchema, Record<string, JsonSchema>]
  return { schema: it, named }
}

type Override = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]

function asChecked({ zodSchema, jsonSchema }: Override): void {
  const json = jsonSchema as JsonSchema
  const accepts = (value: unknown) => z.safeParse(zodSchema, value).success
  if (zodSchema instanceof z.ZodObject) tellProperties(zodSchema, json)
  if (zodSchema instanceof z.ZodPipe) tellTruths(zodSchema, json)
  if (json.format === 'date-time') delete json.pattern
  if (json.type === 'string' && json.minLength === 1 && json.pattern === undefined && !accepts(' ')) json.pattern = `[^${BLANKS}]`
  // A keyword of OpenAPI 3.0; 3.1 has the one of JSON Schema.
  if (json.example !== undefined) {
    json.examples = [json.example]
    delete json.example
  }
}

/** Which fields may be absent, and which may be null or blank although their schema does not say so. */
function tellProperties(object: z.ZodObject, json: JsonSchema): void {
  const properties = json.properties as Record<string, JsonSchema>
  const required: string[] = []
  for (const [name, field] of Object.entries(object.shape)) {
    const accepts = (value: unknown) => z.safeParse(field, value).success
    if (!accepts(undefined)) required.push(name)
    if (!isPreprocessed(field)) continue
    const { description, default: value, examples, ...own } = properties[name] ?? {}
    const more = [accepts(' ') && { $ref: `${COMPONENTS}Blank` }, accepts(null) && { type: 'null' }].filter(Boolean)
    if (more.length > 0) properties[name] = defined({ description, default: value, examples, anyOf: [...alternativesOf(own), ...more] })
  }
  delete json.required
  if (required.length > 0) json.required = required
}

/** In words: of a body's field that has one as keyword, generated types say that it must be there. */
function tellDefault({ def }: z.ZodDefault, json: JsonSchema): void {
  json.description = [json.description, `When absent: ${JSON.stringify(def.defaultValue)}`].filter(Boolean).join('. ')
  delete json.default
}

/** A boolean of a URL is a word; for clients a boolean, which they write as one. */
function tellTruths(pipe: z.ZodPipe, json: JsonSchema): void {
  const { truthy, falsy } = pipe._zod.bag as { truthy?: string[]; falsy?: string[] }
  if (truthy === undefined || falsy === undefined) return
  json.anyOf = [{ type: 'boolean' }, { type: json.type, enum: [...truthy, ...falsy] }]
  json.description ??= 'Words in any case'
  delete json.type
}

function isPreprocessed(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodPipe) return schema.def.in instanceof z.ZodTransform || isPreprocessed(schema.def.in)
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
  return wraps && isPreprocessed(schema.def.innerType)
}

const alternativesOf = (json: JsonSchema): JsonSchema[] => (Array.isArray(json.anyOf) ? json.anyOf.filter(({ type }) => type !== 'null') : [json])

const defined = (json: JsonSchema): JsonSchema => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined))

/** With references to where OpenAPI keeps named schemas, and without the names, which stand in the keys. */
function relocated(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(relocated)
  if (typeof json !== 'object' || json === null) return json
  const { $schema, $id, ...rest } = json as JsonSchema
  return Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => [
      keyword,
      keyword === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', COMPONENTS) : relocated(value),
    ]),
  )
}
