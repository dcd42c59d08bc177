import { z } from 'zod';
import { RoleId, UserId } from '../../../shared/ids.ts';
import { Permission } from '../../../shared/permissions.ts';
import { ScimGroup, type resourceOfGroup } from '../../scim/groups.ts';
import { basePath, ListQuery, Patch, schemas } from '../../scim/messages.ts';
import { ScimUser, type resourceOfUser } from '../../scim/users.ts';
import { json, operation, type Answer, type Content, type Described } from './operation.ts';

const mediaType = 'application/scim+json';
/** Beside /api: directories are given the address of /scim/v2. */
const server = '/';

const Reference = z.object({ value: z.string(), $ref: z.string() });
const Meta = z.object({ resourceType: z.string(), location: z.string() });
const UserResource: z.ZodType<ReturnType<typeof resourceOfUser>> = z.object({
  schemas: z.array(z.literal(schemas.user)),
  id: UserId,
  userName: UserId,
  displayName: z.string(),
  name: z.object({ formatted: z.string() }),
  active: z.boolean(),
  groups: z.array(Reference),
  entitlements: z.array(z.object({ value: Permission })),
  meta: Meta,
});
const GroupResource: z.ZodType<ReturnType<typeof resourceOfGroup>> = z.object({
  schemas: z.array(z.literal(schemas.group)),
  id: RoleId,
  displayName: z.string(),
  members: z.array(Reference),
  meta: Meta,
});
const ProviderConfig = z.looseObject({ schemas: z.array(z.literal(schemas.config)) });
const ScimError = z.object({
  schemas: z.array(z.literal(schemas.error)),
  status: z.string(),
  detail: z.string(),
  scimType: z.string().optional(),
});

interface Resource {
  /** As in its address: `Users`. */
  readonly plural: string;
  readonly singular: string;
  readonly sent: z.ZodType;
  readonly answered: z.ZodType;
}

function pathsOf({ plural, singular, sent, answered }: Resource): Record<string, object> {
  const one = scim(answered, 'output');
  const list = scim(
    z.object({
      schemas: z.array(z.literal(schemas.list)),
      totalResults: z.int(),
      startIndex: z.int(),
      itemsPerPage: z.int(),
      Resources: z.array(answered),
    }),
    'output',
  );
  const path = { id: `The id of the ${singular}` };
  const described = (name: string, rest: Omit<Described, 'operationId' | 'answers'>, answer: Answers) =>
    operation(
      { operationId: `scim.${plural}.${name}`, ...rest, answers: { ...answer, ...refusals } },
      server,
    );
  return {
    [`${basePath}/${plural}`]: {
      get: described(
        'list',
        { summary: `Every ${singular}, or those that a filter names`, query: ListQuery },
        { 200: { description: 'One page', content: list } },
      ),
      post: described(
        'create',
        { summary: `Add a ${singular}`, body: scim(sent, 'input') },
        { 201: { description: 'As it is now', content: one } },
      ),
    },
    [`${basePath}/${plural}/{id}`]: {
      get: described(
        'get',
        { summary: `One ${singular}`, path },
        { 200: { description: 'As it is now', content: one } },
      ),
      put: described(
        'replace',
        { summary: `Change a ${singular} to what is sent`, path, body: scim(sent, 'input') },
        { 200: { description: 'As it is now', content: one } },
      ),
      patch: described(
        'change',
        { summary: `Change a ${singular} by operations`, path, body: scim(Patch, 'input') },
        { 200: { description: 'As it is now', content: one } },
      ),
      delete: described(
        'remove',
        { summary: `Remove a ${singular}`, path },
        { 204: { description: 'It is no longer there' } },
      ),
    },
  };
}

type Answers = Readonly<Record<number, Answer>>;

function scim(schema: z.ZodType, strategy: 'input' | 'output'): Content {
  return json(schema, strategy, mediaType);
}

const refusals: Answers = Object.fromEntries(
  [
    [400, 'It does not fit'],
    [403, 'For administrators only'],
    [404, 'There is none of this id'],
    [409, 'There is one of this id already'],
  ].map(([status, description]) => [status, { description, content: scim(ScimError, 'output') }]),
);

/** SCIM 2.0, for administrators. */
export const scimPaths: Readonly<Record<string, object>> = {
  [`${basePath}/ServiceProviderConfig`]: {
    get: operation(
      {
        operationId: 'scim.config',
        summary: 'What of SCIM 2.0 is understood here',
        answers: { 200: { description: 'For directories', content: scim(ProviderConfig, 'output') } },
      },
      server,
    ),
  },
  ...pathsOf({ plural: 'Users', singular: 'user', sent: ScimUser, answered: UserResource }),
  ...pathsOf({ plural: 'Groups', singular: 'group', sent: ScimGroup, answered: GroupResource }),
};
