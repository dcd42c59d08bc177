import { createRouterClient } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contractError } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator } from '../../shared/human-task/actor.ts';
import { RoleId, UserId } from '../../shared/ids.ts';
import type { Authenticate } from '../authenticate.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerRouter } from '../http/contract-routes.ts';
import { patched, resourceOfGroup, roleIdOf, ScimGroup } from './groups.ts';
import { basePath, ListQuery, listOf, mostListed, parsed, Patch, schemas } from './messages.ts';
import { changeBy, nameOf, resourceOfUser, ScimUser } from './users.ts';

const mediaType = 'application/scim+json; charset=utf-8';

type People = ReturnType<typeof peopleOf>;
type Route = (people: People, request: FastifyRequest, reply: FastifyReply) => Promise<object | null>;

/**
 * Users and groups as directories administer them: SCIM 2.0 (RFC 7643, RFC 7644) under /scim/v2, for administrators only. A group
 * is a role; an entitlement is a permission. The verbs are those of the contract: a group that changes adjusts the assignments
 * of asks that wait.
 */
export function registerScim(
  app: FastifyInstance,
  {
    router,
    authenticate,
    log,
  }: { readonly router: ServerRouter; readonly authenticate: Authenticate; readonly log: Log },
): void {
  void app.register((scope, _, done) => {
    scope.setErrorHandler((error, _request, reply) => {
      const { code, status, message } = contractError(error, log);
      const scimType = scimTypes[code];
      return reply
        .code(status)
        .type(mediaType)
        .send({
          schemas: [schemas.error],
          status: String(status),
          detail: message,
          ...(scimType && { scimType }),
        });
    });
    const serve = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, route: Route) =>
      scope.route({
        method,
        url: `${basePath}${path}`,
        handler: async (request, reply) => {
          const { caller } = await authenticate(request);
          if (!isAdministrator(caller.actor)) throw new CountersignError('FORBIDDEN');
          const answer = await route(peopleOf(router, caller), request, reply);
          if (answer === null) return reply.code(204).send();
          return reply.type(mediaType).send(answer);
        },
      });
    serve('GET', '/ServiceProviderConfig', async () => serviceProviderConfig);
    serveUsers(serve);
    serveGroups(serve);
    done();
  });
}

const scimTypes: Readonly<Record<string, string>> = {
  USER_EXISTS: 'uniqueness',
  ROLE_EXISTS: 'uniqueness',
  INVALID_REQUEST: 'invalidValue',
};

type Serve = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, route: Route) => void;

function serveUsers(serve: Serve): void {
  serve('GET', '/Users', async (people, request) => {
    const { users } = await people.users.list();
    return listOf(users.map(resourceOfUser), names, parsed(ListQuery, request.query));
  });
  serve('GET', '/Users/:id', async (people, request) =>
    resourceOfUser(await findUser(people, idOf(request))),
  );
  serve('POST', '/Users', async (people, request, reply) => {
    const user = parsed(ScimUser, request.body);
    const added = await people.users.create({
      userId: user.userName,
      name: nameOf(user),
      permissions: user.entitlements ?? [],
    });
    const made = user.active ? added : await people.users.update({ userId: added.userId, active: false });
    return created(reply, resourceOfUser(made));
  });
  serve('PUT', '/Users/:id', async (people, request) => {
    const user = parsed(ScimUser, request.body);
    const userId = UserId.parse(idOf(request));
    if (user.userName !== userId) {
      throw new CountersignError('INVALID_REQUEST', {
        message: 'A user keeps the userName it was made with',
      });
    }
    const { active, entitlements: permissions } = user;
    return resourceOfUser(await people.users.update({ userId, name: nameOf(user), active, permissions }));
  });
  serve('PATCH', '/Users/:id', async (people, request) => {
    const change = changeBy(parsed(Patch, request.body).Operations);
    return resourceOfUser(await people.users.update({ userId: UserId.parse(idOf(request)), ...change }));
  });
  serve('DELETE', '/Users/:id', async (people, request) => {
    await people.users.remove({ userId: UserId.parse(idOf(request)) });
    return null;
  });
}

function serveGroups(serve: Serve): void {
  serve('GET', '/Groups', async (people, request) => {
    const { roles } = await people.roles.list();
    return listOf(roles.map(resourceOfGroup), names, parsed(ListQuery, request.query));
  });
  serve('GET', '/Groups/:id', async (people, request) =>
    resourceOfGroup(await findRole(people, idOf(request))),
  );
  serve('POST', '/Groups', async (people, request, reply) => {
    const group = parsed(ScimGroup, request.body);
    const role = await people.roles.create({
      roleId: roleIdOf(group),
      name: group.displayName,
      memberIds: group.members,
    });
    return created(reply, resourceOfGroup(role));
  });
  serve('PUT', '/Groups/:id', async (people, request) => {
    const { displayName: name, members: memberIds } = parsed(ScimGroup, request.body);
    return resourceOfGroup(
      await people.roles.update({ roleId: RoleId.parse(idOf(request)), name, memberIds }),
    );
  });
  serve('PATCH', '/Groups/:id', async (people, request) => {
    const role = await findRole(people, idOf(request));
    const before = { name: role.name, memberIds: role.memberIds.map((id) => UserId.parse(id)) };
    const { name, memberIds } = patched(before, parsed(Patch, request.body).Operations);
    return resourceOfGroup(
      await people.roles.update({ roleId: role.roleId, name, memberIds: [...memberIds] }),
    );
  });
  serve('DELETE', '/Groups/:id', async (people, request) => {
    await people.roles.remove({ roleId: RoleId.parse(idOf(request)) });
    return null;
  });
}

function peopleOf(router: ServerRouter, caller: ServerCaller) {
  return createRouterClient(router, { context: caller }).people;
}

async function findUser(people: People, userId: string) {
  const user = (await people.users.list()).users.find((each) => each.userId === userId);
  if (user === undefined) throw new CountersignError('USER_NOT_FOUND');
  return user;
}

async function findRole(people: People, roleId: string) {
  const role = (await people.roles.list()).roles.find((each) => each.roleId === roleId);
  if (role === undefined) throw new CountersignError('ROLE_NOT_FOUND');
  return role;
}

function names(resource: { readonly displayName: string; readonly userName?: string }) {
  const { displayName, userName } = resource;
  return userName === undefined ? { displayName } : { displayName, userName };
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}

function created<R extends { readonly meta: { readonly location: string } }>(
  reply: FastifyReply,
  resource: R,
): R {
  void reply.code(201).header('location', resource.meta.location);
  return resource;
}

const serviceProviderConfig = {
  schemas: [schemas.config],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostListed },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'OAuth', description: 'An access token of an administrator' },
  ],
};
