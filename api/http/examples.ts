import { z } from 'zod'

/**
 * An example of what a schema describes: its own (`.meta({ example })`), or one made of its fields' examples; undefined where one
 * of the fields that must be there has none.
 */
export function exampleOf(schema: unknown): unknown {
  if (!(schema instanceof z.ZodType)) return (schema as { example?: unknown } | undefined)?.example
  const own = schema.meta()?.example
  if (own !== undefined) return own
  if (schema instanceof z.ZodArray) return listOf(exampleOf(schema.element))
  if (schema instanceof z.ZodObject) return objectOf(schema)
  if (schema instanceof z.ZodDefault) return exampleOf(schema.def.innerType) ?? schema.def.defaultValue
  if (schema instanceof z.ZodNullable) return exampleOf(schema.def.innerType) ?? null
  if (schema instanceof z.ZodOptional) return exampleOf(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return exampleOf(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in)
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodLiteral) return schema.value
  if (schema instanceof z.ZodBoolean) return false
  return undefined
}

const listOf = (example: unknown) => (example === undefined ? undefined : [example])

function objectOf(object: z.ZodObject): unknown {
  const fields = Object.entries(object.shape).map(([name, field]) => [name, exampleOf(field), z.safeParse(field, undefined).success] as const)
  if (fields.some(([, example, optional]) => example === undefined && !optional)) return undefined
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined))
}
