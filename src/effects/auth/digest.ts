import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ids } from '../../shared/ids.ts';
import type { EffectContext } from '../effects.ts';
import { fault } from '../faults.ts';
import { parseChallenges } from './challenges.ts';
import type { Credentials } from './credentials.ts';
import { fieldsOf, Text } from './fields.ts';

const Digest = z.object({ username: Text, password: z.union([z.string(), z.number().transform(String)]) });

/** Best first; `-sess` variants count as their base. */
const algorithms = [
  { name: 'SHA-256', hash: 'sha256' },
  { name: 'SHA-512-256', hash: 'sha512-256' },
  { name: 'MD5', hash: 'md5' },
] as const;

/** What a server demanded, reduced to what is answered. */
interface Demand {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server wrote it; undefined: it did not, which means MD5. */
  readonly algorithm: string | undefined;
  readonly hash: string;
  readonly session: boolean;
  /** False for servers older than RFC 2617. */
  readonly hasQop: boolean;
  readonly stale: boolean;
  readonly userhash: boolean;
}

/** RFC 7616 with qop `auth`. The first request goes out without a header, to be told a nonce; an old nonce is renewed once. */
export function digestCredentials(given: object, context: EffectContext, ids: Ids): Credentials {
  const fields = fieldsOf(Digest, given, context, 'digest');
  let refusals = 0;
  return {
    header: async () => undefined,
    async afterRefusal(method, response) {
      refusals += 1;
      const demand = demandOf(response.headers['www-authenticate'] ?? '');
      if (demand === undefined && refusals === 1) {
        throw fault('authentication', 'The server asked for no digest that is known here (SHA-256, MD5)');
      }
      if (demand === undefined || refusals > 2 || (refusals === 2 && !demand.stale)) return undefined;
      return digestHeader(demand, { ...fields, method, uri: response.target, cnonce: cnonce(ids) });
    },
  };
}

/** The value of `Authorization` for one request. Exported for the examples of the RFC. */
export function digestHeader(
  demand: Demand,
  request: {
    readonly username: string;
    readonly password: string;
    readonly method: string;
    readonly uri: string;
    readonly cnonce: string;
  },
): string {
  const { realm, nonce, algorithm, opaque, userhash, hasQop } = demand;
  const h = (text: string) => createHash(demand.hash).update(text).digest('hex');
  const { username, password, method, uri, cnonce } = request;
  const count = '00000001';
  const secret = h(`${username}:${realm}:${password}`);
  const a1 = demand.session ? h(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = h(`${method}:${uri}`);
  const response = h(hasQop ? `${a1}:${nonce}:${count}:${cnonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`);
  const parts = [
    `username=${quote(userhash ? h(`${username}:${realm}`) : username)}`,
    `realm=${quote(realm)}`,
    `uri=${quote(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    `nonce=${quote(nonce)}`,
    ...(hasQop ? [`nc=${count}`, `cnonce=${quote(cnonce)}`, 'qop=auth'] : []),
    ...(!hasQop && demand.session ? [`cnonce=${quote(cnonce)}`] : []),
    `response=${quote(response)}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(userhash ? ['userhash=true'] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** The strongest of the digests that a server offers. */
export function demandOf(header: string): Demand | undefined {
  const offers = parseChallenges(header).flatMap(({ scheme, parameters }) => {
    if (scheme !== 'digest' || parameters['nonce'] === undefined) return [];
    const base = (parameters['algorithm'] ?? 'MD5').toUpperCase().replace(/-SESS$/, '');
    const rank = algorithms.findIndex(({ name }) => name === base);
    const hash = algorithms[rank]?.hash;
    const qops = parameters['qop']?.toLowerCase().split(/\s*,\s*/);
    if (hash === undefined || qops?.includes('auth') === false) return [];
    return [{ rank, demand: demandFrom(parameters, hash) }];
  });
  return offers.sort((a, b) => a.rank - b.rank)[0]?.demand;
}

function demandFrom(parameters: Readonly<Record<string, string>>, hash: string): Demand {
  const isTrue = (name: string) => parameters[name]?.toLowerCase() === 'true';
  return {
    realm: parameters['realm'] ?? '',
    nonce: parameters['nonce'] ?? '',
    opaque: parameters['opaque'],
    algorithm: parameters['algorithm'],
    hash,
    session: /-sess$/i.test(parameters['algorithm'] ?? ''),
    hasQop: parameters['qop'] !== undefined,
    stale: isTrue('stale'),
    userhash: isTrue('userhash'),
  };
}

function cnonce(ids: Ids): string {
  return ids.next().replaceAll('-', '');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
