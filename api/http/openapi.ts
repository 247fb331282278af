import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { type Operation, problemDetails } from './contract.ts'

function isEmpty(schema: Operation['body']): boolean {
  return schema.safeParse(undefined).success && !schema.safeParse({}).success
}

/** The OpenAPI 3.1 document of every operation, made from the contracts that also serve and call them. */
export function openApiDocument(operations: Operation[]): object {
  const paths: ZodOpenApiPathsObject = {}
  for (const operation of operations) {
    const { method, path, summary, tag, status } = operation
    const success = isEmpty(operation.response)
      ? { description: 'Done' }
      : { description: 'Success', content: { 'application/json': { schema: operation.response } } }
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: `${method}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
        summary,
        tags: [tag],
        security: operation.public ? [] : [{ session: [] }, { token: [] }],
        requestParams: {
          ...(!isEmpty(operation.params) && { path: operation.params as never }),
          ...(!isEmpty(operation.query) && { query: operation.query as never }),
        },
        ...(!isEmpty(operation.body) && {
          requestBody: { content: { 'application/json': { schema: operation.body } } },
        }),
        responses: {
          [String(status)]: success,
          default: {
            description: 'Problem details (RFC 9457)',
            content: { 'application/problem+json': { schema: problemDetails } },
          },
        },
      },
    }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Xunge 巡格',
      version: '1',
      description:
        'Grid management map for community public security: places, patrol work and incidents. No records of residents.',
    },
    servers: [{ url: '/api/v1' }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'xunge_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    paths,
  })
}
