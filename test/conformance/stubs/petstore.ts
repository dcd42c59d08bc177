import type { Json } from '../../../src/shared/json.ts';
import type { StubAnswer, StubHandler } from './stub-service.ts';

const pets: readonly { id: number; name: string; status: string }[] = [
  { id: 1, name: 'Milou', status: 'available' },
  { id: 2, name: 'Pongo', status: 'available' },
  { id: 69, name: 'Perdita', status: 'pending' },
];

/** As much of the petstore of swagger.io, version 2, as the published scenarios and examples call. */
export const petstore: StubHandler = ({ method, url, body }) => {
  const { pathname, searchParams } = new URL(url, 'http://petstore');
  if (pathname === '/v2/swagger.json') return { body: document };
  if (pathname === '/v2/pet/findByStatus' && method === 'GET') {
    const wanted = searchParams.getAll('status');
    return { body: pets.filter(({ status }) => wanted.includes(status)) };
  }
  const id = /^\/v2\/pet\/([^/]+)$/.exec(pathname)?.[1];
  if (id === undefined) return undefined;
  if (method === 'PUT') return { body };
  return method === 'GET' ? pet(Number(id)) : { status: 405, body: { message: 'Method not allowed' } };
};

function pet(id: number): StubAnswer {
  const found = pets.find((each) => each.id === id);
  if (found !== undefined) return { body: found };
  return { status: 404, body: { code: 1, type: 'error', message: 'Pet not found' } };
}

const petSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer', format: 'int64' },
    name: { type: 'string' },
    status: { type: 'string', enum: ['available', 'pending', 'sold'] },
  },
};

const document: Json = {
  swagger: '2.0',
  info: { title: 'Petstore', version: '1.0.7' },
  host: 'petstore.swagger.io',
  basePath: '/v2',
  schemes: ['https', 'http'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        produces: ['application/json'],
        parameters: [
          {
            name: 'status',
            in: 'query',
            required: true,
            type: 'array',
            items: { type: 'string', enum: ['available', 'pending', 'sold'] },
            collectionFormat: 'multi',
          },
        ],
        responses: {
          '200': { description: 'Found', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } },
        },
      },
    },
    '/pet/{petId}': {
      get: {
        operationId: 'getPetById',
        produces: ['application/json'],
        parameters: [{ name: 'petId', in: 'path', required: true, type: 'integer', format: 'int64' }],
        responses: { '200': { description: 'Found', schema: { $ref: '#/definitions/Pet' } } },
      },
    },
  },
  definitions: { Pet: petSchema },
};
