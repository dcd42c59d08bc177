import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf } from '../../../src/server/auth/identity.ts';
import { createTokenVerifier } from '../../../src/server/auth/token-verifier.ts';
import { parseConfig } from '../../../src/server/config.ts';
import { demoHost } from '../../../src/server/dev-idp/demo-users.ts';
import { startDevIdp, type DevIdp } from '../../../src/server/dev-idp/dev-idp.ts';
import { silentLog } from '../../../src/service/log.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { refresh, signIn } from '../../support/server/sign-in.ts';

const audience = 'urn:countersign:server';
let folder: string;
let idp: DevIdp;

const start = (port = 0) =>
  startDevIdp({
    folder,
    port,
    audience,
    clientId: 'countersign-desktop',
    scopes: ['workflow.read', 'workflow.write', 'workflow.task.override'],
    clock: systemClock,
    log: silentLog,
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-idp-'));
  idp = await start();
});
afterEach(async () => {
  await idp.close();
  rmSync(folder, { recursive: true, force: true });
});

async function identityIn(token: string, for_ = audience) {
  const options = {
    issuer: idp.issuer,
    isAudience: (one: string) => one === for_,
    jwksUrl: null,
    skewSeconds: 60,
    clock: systemClock,
  };
  const { claims } = await createTokenVerifier(options).verify(token);
  return { claims, identity: identityOf(claims, parseConfig({}, '/data').claims) };
}

test('a demo user signs in through the browser, and the token says who they are to this server', async () => {
  const tokens = await signIn({ issuer: idp.issuer, user: 'bob' });
  const { identity } = await identityIn(tokens.access_token);
  expect(identity).toMatchObject({
    hostId: demoHost.id,
    hostName: demoHost.name,
    userId: 'bob',
    userName: 'Bob Baker',
    clientId: 'countersign-desktop',
    permissions: [],
  });
  expect([...identity.scopes].filter((scope) => scope.startsWith('workflow.'))).toEqual([
    'workflow.read',
    'workflow.write',
    'workflow.task.override',
  ]);
});

test('a token has the scopes that were asked for, not more', async () => {
  const tokens = await signIn({ issuer: idp.issuer, user: 'alice', scopes: ['workflow.read'] });
  const { identity } = await identityIn(tokens.access_token);
  expect(identity.scopes.has('workflow.read')).toBe(true);
  expect(identity.scopes.has('workflow.write')).toBe(false);
});

test('[H4] a token that is asked for one server is good for that one only, and stays so when it is renewed', async () => {
  const resource = 'http://127.0.0.1:8787';
  const tokens = await signIn({ issuer: idp.issuer, user: 'bob', resource });
  expect((await identityIn(tokens.access_token, resource)).claims.aud).toBe(resource);
  await expect(identityIn(tokens.access_token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  const renewed = await refresh(idp.issuer, tokens.refresh_token, { resource });
  expect((await identityIn(renewed.access_token, resource)).claims.aud).toBe(resource);
  const elsewhere = refresh(idp.issuer, renewed.refresh_token, { resource: 'http://127.0.0.1:9999' });
  await expect(elsewhere).rejects.toThrow(/invalid_target/);
});

test('[H4] no token is given for a server that it does not know', async () => {
  const asked = signIn({ issuer: idp.issuer, user: 'bob', resource: 'https://other.example' });
  await expect(asked).rejects.toThrow(/invalid_target/);
});

test('refreshing gives a new token of the same sign-in, and turns the refresh token over', async () => {
  const first = await signIn({ issuer: idp.issuer, user: 'alice' });
  const second = await refresh(idp.issuer, first.refresh_token);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  const [before, after] = [await identityIn(first.access_token), await identityIn(second.access_token)];
  expect(after.identity.signedInAt).toBe(before.identity.signedInAt);
  expect(after.identity.userId).toBe('alice');
});

test('a refresh token that is used twice ends the sign-in', async () => {
  const first = await signIn({ issuer: idp.issuer, user: 'alice' });
  const second = await refresh(idp.issuer, first.refresh_token);
  await expect(refresh(idp.issuer, first.refresh_token)).rejects.toThrow(/invalid_grant/);
  await expect(refresh(idp.issuer, second.refresh_token)).rejects.toThrow(/invalid_grant/);
});

test('who is signed in stays so when the provider is started again', async () => {
  const tokens = await signIn({ issuer: idp.issuer, user: 'bob' });
  const { port } = new URL(idp.issuer);
  await idp.close();
  idp = await start(Number(port));
  await expect(identityIn(tokens.access_token)).resolves.toBeDefined();
  await expect(refresh(idp.issuer, tokens.refresh_token)).resolves.toBeDefined();
});

test('nobody but the demo users gets in', async () => {
  await expect(signIn({ issuer: idp.issuer, user: 'mallory' })).rejects.toThrow(/no such user/);
});

test('codes go to this machine only', async () => {
  const elsewhere = { issuer: idp.issuer, user: 'bob', redirectUri: 'http://attacker.example/callback' };
  await expect(signIn(elsewhere)).rejects.toThrow(/redirect_uri/);
});

test('the port that it needs is taken: it says what to set', async () => {
  const { port } = new URL(idp.issuer);
  await expect(start(Number(port))).rejects.toThrow(/EADDRINUSE.*DEV_IDP_PORT/);
});
