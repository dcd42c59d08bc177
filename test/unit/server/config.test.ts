import { expect, test } from 'vitest';
import { ConfigError, defaultDataFolder, parseConfig } from '../../../src/server/config.ts';

test('with an empty environment everything has its default', () => {
  const config = parseConfig({}, '/data');
  expect([config.DATABASE_URL, config.OIDC_ISSUER, config.RESTATE_URL]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(config).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 8787,
    dataFolder: '/data',
    CLOCK_SKEW_SECONDS: 60,
  });
});

test('numbers, lists and pairs are read from text', () => {
  const config = parseConfig(
    { PORT: '0', CLAIM_ROLES: 'a, b  c', SCOPE_ALIASES: 'x=workflow.read' },
    '/data',
  );
  expect(config.PORT).toBe(0);
  expect(config.claims.roles).toEqual(['a', 'b', 'c']);
  expect(config.claims.scopeAliases).toEqual(new Map([['x', 'workflow.read']]));
});

test('an empty variable counts as absent', () => {
  const config = parseConfig({ DATABASE_URL: '', PORT: '' }, '/data');
  expect([config.DATABASE_URL, config.PORT]).toEqual([undefined, 8787]);
});

test('every variable that is wrong is named at once', () => {
  const wrong = {
    PORT: 'eighty',
    DATABASE_URL: 'mysql://x',
    OIDC_ISSUER: 'ftp://x',
    SCOPE_ALIASES: 'x',
    OIDC_SCOPE_PREFIX: 'x',
  };
  expect(() => parseConfig(wrong, '/data')).toThrow(ConfigError);
  for (const name of Object.keys(wrong)) expect(() => parseConfig(wrong, '/data')).toThrow(name);
});

test.each(['0.0.0.0', '192.168.1.5', '::', 'server.example.com'])(
  'on %s, where others come in, it does not start without a real identity provider',
  (HOST) => {
    expect(() => parseConfig({ HOST }, '/data')).toThrow(/OIDC_ISSUER/);
    expect(() => parseConfig({ HOST, OIDC_ISSUER: 'https://issuer.example' }, '/data')).not.toThrow();
  },
);

test('the data folder is where PostgreSQL can get to', () => {
  expect(defaultDataFolder({}, '/root', true)).toBe('/var/lib/countersign-server');
  expect(defaultDataFolder({}, '/home/ann', false)).toBe('/home/ann/.local/share/countersign-server');
  expect(defaultDataFolder({ XDG_DATA_HOME: '/d' }, '/home/ann', false)).toBe('/d/countersign-server');
  expect(defaultDataFolder({ XDG_DATA_HOME: 'd' }, '/home/ann', false)).toBe(
    '/home/ann/.local/share/countersign-server',
  );
});
