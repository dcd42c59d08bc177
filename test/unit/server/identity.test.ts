import { describe, expect, test } from 'vitest';
import { identityOf } from '../../../src/server/auth/identity.ts';
import { parseConfig } from '../../../src/server/config.ts';

const hostId = '0190c0de-0000-7000-8000-000000000001';
const namesOf = (env: Record<string, string> = {}) => parseConfig(env, '/data').claims;

describe('[H59] user and roles are derived from the token', () => {
  test('who it is for, in which host, with which roles and scopes', () => {
    const identity = identityOf(
      {
        sub: 'u-17',
        uid: 'alice',
        name: 'Alice',
        host: hostId,
        host_name: 'Acme',
        roles: ['approvers', 'approvers', 'auditors'],
        permissions: ['portal.admin', 'something.else'],
        scope: 'openid workflow.read workflow.write',
        iat: 1_000,
      },
      namesOf(),
    );
    expect(identity).toEqual({
      hostId,
      hostName: 'Acme',
      namesHost: true,
      userId: 'alice',
      userName: 'Alice',
      email: null,
      roleIds: ['approvers', 'auditors'],
      permissions: ['portal.admin'],
      scopes: new Set(['openid', 'workflow.read', 'workflow.write']),
      clientId: null,
      issuedAt: 1_000_000,
      signedInAt: null,
    });
  });

  test('the claims of light-portal are understood: role with spaces, scp, cid', () => {
    const identity = identityOf(
      {
        user_id: 'bob',
        host: hostId,
        role: 'reviewer approver',
        scp: ['portal.r', 'portal.w'],
        cid: 'portal',
      },
      namesOf(),
    );
    expect(identity).toMatchObject({ userId: 'bob', roleIds: ['reviewer', 'approver'], clientId: 'portal' });
    expect([...identity.scopes]).toEqual(['workflow.read', 'workflow.write']);
  });

  test('names of claims can be chosen, also inside of others', () => {
    const identity = identityOf(
      { sub: 'carol', tenant: hostId, realm_access: { roles: ['x'] } },
      namesOf({ CLAIM_HOST: 'tenant', CLAIM_ROLES: 'realm_access.roles' }),
    );
    expect(identity).toMatchObject({ hostId, roleIds: ['x'] });
  });

  test('a token that says nothing of roles leaves them as they are, one that says none takes them away', () => {
    expect(identityOf({ sub: 'a', host: hostId }, namesOf()).roleIds).toBeNull();
    expect(identityOf({ sub: 'a', host: hostId, roles: [] }, namesOf()).roleIds).toEqual([]);
  });
});

test('a host that is named by a word always has the same id', () => {
  const first = identityOf({ sub: 'a', host: 'acme' }, namesOf());
  const second = identityOf({ sub: 'b', host: 'acme' }, namesOf());
  const other = identityOf({ sub: 'b', host: 'acme2' }, namesOf());
  expect(first.hostId).toBe(second.hostId);
  expect(other.hostId).not.toBe(first.hostId);
  expect(first).toMatchObject({ hostName: 'acme', namesHost: false });
});

test('a host in capital letters is the same host', () => {
  expect(identityOf({ sub: 'a', host: hostId.toUpperCase() }, namesOf()).hostId).toBe(hostId);
});

test('when somebody signed in is when the token says, not when it was refreshed', () => {
  const { signedInAt } = identityOf({ sub: 'a', host: hostId, iat: 500, auth_time: 100 }, namesOf());
  expect(signedInAt).toBe(100_000);
});

test.each([
  ['no user', { host: hostId }],
  ['no host', { sub: 'alice' }],
  ['a user who cannot be', { sub: 'x'.repeat(127), host: hostId }],
  ['the name that history gives to nobody', { sub: 'engine', host: hostId }],
  ['a user that is no text', { sub: 17 as unknown as string, host: hostId }],
  ['a user of blanks', { sub: '  ', host: hostId }],
])('a token with %s is refused, and the claim is named', (_, claims) => {
  expect(() => identityOf(claims, namesOf())).toThrow(
    expect.objectContaining({
      code: 'UNAUTHORIZED',
      details: { next: expect.stringMatching(/claim (uid or user_id or sub|host) /) },
    }),
  );
});

test('where an issuer knows no hosts, one is agreed upon', () => {
  expect(identityOf({ sub: 'a' }, namesOf({ DEFAULT_HOST: hostId })).hostId).toBe(hostId);
});
