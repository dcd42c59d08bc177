import { describe, expect, test } from 'vitest';
import { parseChallenges } from '../../../src/effects/auth/challenges.ts';
import { demandOf, digestHeader } from '../../../src/effects/auth/digest.ts';

/** RFC 7616, 3.9.1. */
const challenge = (algorithm: string) =>
  'Digest realm="http-auth@example.org", qop="auth, auth-int", ' +
  `algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ` +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const request = {
  username: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

function answer(header: string, change: Partial<typeof request> = {}): string {
  const demand = demandOf(header);
  if (demand === undefined) throw new Error('No digest was asked for');
  return digestHeader(demand, { ...request, ...change });
}

describe('digest authentication', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers the example of RFC 7616 with %s', (algorithm, response) => {
    const header = answer(challenge(algorithm));
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html"');
    expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
    expect(header).toContain('nc=00000001');
  });

  test('answers a server older than qop as RFC 2069 has it', () => {
    const header = answer('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"', {
      password: 'CircleOfLife',
    });
    expect(header).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(header).not.toMatch(/qop|nc=|cnonce/);
  });

  test('hides the name where the server wants that, as RFC 7616 shows with its unusual name', () => {
    const header = answer(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, ' +
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", userhash=true',
      {
        username: 'Jäsøn Doe',
        password: 'Secret, or not?',
        uri: '/doe.json',
        cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm',
      },
    );
    expect(header).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
    expect(header).toContain('userhash=true');
  });

  test('takes the strongest of several, and none that it does not know', () => {
    expect(demandOf(`${challenge('MD5')}, Basic realm="x", ${challenge('SHA-256')}`)?.hash).toBe('sha256');
    expect(demandOf('Digest realm="x", nonce="n", algorithm=UNKNOWN')).toBeUndefined();
    expect(demandOf('Digest realm="x", nonce="n", qop="auth-int"')).toBeUndefined();
    expect(demandOf('Basic realm="x"')).toBeUndefined();
  });
});

describe('challenges', () => {
  test('are told apart where commas and quotes stand in them', () => {
    expect(parseChallenges('Negotiate, Digest realm="a, \\"b\\"", stale=TRUE , Bearer error="x"')).toEqual([
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'digest', parameters: { realm: 'a, "b"', stale: 'TRUE' } },
      { scheme: 'bearer', parameters: { error: 'x' } },
    ]);
    expect(parseChallenges('')).toEqual([]);
  });
});
