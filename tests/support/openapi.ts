import type { testApi } from './api.ts'

type TestApi = Awaited<ReturnType<typeof testApi>>

/** An operation as the OpenAPI document names it. */
export interface Operation {
  /** `GET /applications/{id}` */
  name: string
  method: string
  path: string
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Every operation of the OpenAPI document, in its order. */
export async function operationsOf({ request }: Pick<TestApi, 'request'>): Promise<Operation[]> {
  const { paths } = (await (await request('GET', '/openapi.json')).json()) as { paths: Record<string, object> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .map((method) => method.toUpperCase())
      .filter((method) => METHODS.has(method))
      .map((method) => ({ name: `${method} ${path}`, method, path })),
  )
}

/** What the app answers to, documented or not, in the document's form. */
export const routesOf = ({ app }: Pick<TestApi, 'app'>): string[] => [
  ...new Set(app.routes.filter(({ method }) => METHODS.has(method)).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)),
]
