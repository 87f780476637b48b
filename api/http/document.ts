import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { exampleOf } from './examples.ts'
import { Blank, type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import { PROBLEM_ANSWERS } from './problem-answers.ts'

type Definition = OpenAPIHono['openAPIRegistry']['definitions'][number]
type Answer = { description: string; content?: unknown }

/** The OpenAPI 3.1 document of what is registered; `head` says what no operation says. */
export function openApiDocument(definitions: readonly Definition[], head: JsonSchema & { components: JsonSchema }): JsonSchema {
  const named: Record<string, JsonSchema> = { Blank }
  const reader =
    (where: { ofBody: boolean }): SchemaOf =>
    (schema) => {
      if (!(schema instanceof z.ZodType)) return schema as JsonSchema
      const { schema: json, named: more } = jsonSchemaOf(schema, where)
      Object.assign(named, more)
      return json
    }
  const schemaOf = reader({ ofBody: true })
  const parameters = reader({ ofBody: false })
  const answerOf = (answer: Answer): JsonSchema => {
    const shared = Object.keys(PROBLEM_ANSWERS).find((status) => PROBLEM_ANSWERS[Number(status)] === answer)
    return shared === undefined ? { ...answer, ...contentOf(answer, schemaOf) } : { $ref: `#/components/responses/Problem${shared}` }
  }

  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const definition of definitions) {
    if (definition.type !== 'route') continue
    const { method, path, request, responses, ...operation } = definition.route
    paths[path] = { ...paths[path] }
    paths[path][method] = {
      ...operation,
      parameters: [
        ...parametersOf('path', request?.params, parameters),
        ...parametersOf('query', request?.query, parameters),
        ...parametersOf('header', request?.headers, parameters),
      ],
      ...(request?.body && { requestBody: { ...request.body, ...contentOf(request.body, schemaOf) } }),
      responses: Object.fromEntries(Object.entries(responses).map(([status, answer]) => [status, answerOf(answer as Answer)])),
    }
  }
  const problems = Object.entries(PROBLEM_ANSWERS).map(([status, answer]) => [`Problem${status}`, { ...answer, ...contentOf(answer, schemaOf) }])
  return { ...head, paths, components: { ...head.components, schemas: named, responses: Object.fromEntries(problems) } }
}

type SchemaOf = (schema: unknown) => JsonSchema

/** The media types of a body, each with an example. */
function contentOf({ content }: { content?: unknown }, schemaOf: SchemaOf): JsonSchema {
  if (content === undefined) return {}
  const types = Object.entries(content as Record<string, { schema: unknown; example?: unknown }>).map(([type, { schema, example }]) => {
    const shown = example ?? exampleOf(schema)
    return [type, { schema: schemaOf(schema), ...(shown !== undefined && { example: shown }) }]
  })
  return { content: Object.fromEntries(types) }
}

function parametersOf(where: 'path' | 'query' | 'header', object: unknown, schemaOf: SchemaOf): JsonSchema[] {
  if (!(object instanceof z.ZodObject)) return []
  const json = schemaOf(object) as { properties: Record<string, JsonSchema>; required?: string[] }
  return Object.entries(json.properties).map(([name, { description, ...schema }]) => ({
    name: where === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
    in: where,
    required: where === 'path' || (json.required?.includes(name) ?? false),
    ...(description !== undefined && { description }),
    schema,
  }))
}
