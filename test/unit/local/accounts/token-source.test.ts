import { describe, expect, it } from 'vitest';
import { createTokenSource } from '../../../../src/local/accounts/token-source.ts';
import type { AccountSecrets, TokenVault } from '../../../../src/local/accounts/token-vault.ts';
import type { Tokens } from '../../../../src/local/accounts/oidc.ts';
import { silentLog } from '../../../../src/service/log.ts';
import { CountersignError } from '../../../../src/shared/errors.ts';
import { fakeTime } from '../../../support/fake-time.ts';
import { newDeviceKey } from '../../../../src/local/accounts/device.ts';

const minute = 60_000;
const client = {
  issuer: 'https://idp.example',
  clientId: 'app',
  resource: 'https://team.example',
  audience: 'team',
  scopes: [],
};

/** A provider that rotates refresh tokens, and ends the sign-in when an old one is shown again. */
class RotatingProvider {
  valid: string | null = 'r0';
  shown: string[] = [];
  away = false;
  number = 0;
  release: (() => void) | null = null;
  hold = false;
  readonly #time;

  constructor(time: { now(): number }) {
    this.#time = time;
  }

  refresh = async (_: unknown, refreshToken: string): Promise<Tokens> => {
    this.shown.push(refreshToken);
    if (this.hold) await new Promise<void>((resolve) => (this.release = resolve));
    if (this.away) throw new CountersignError('SERVER_UNREACHABLE');
    if (refreshToken !== this.valid) {
      this.valid = null;
      throw new CountersignError('TOKEN_EXPIRED');
    }
    this.number += 1;
    this.valid = `r${this.number}`;
    return {
      accessToken: `a${this.number}`,
      expiresAt: this.#time.now() + 10 * minute,
      refreshToken: this.valid,
      idToken: null,
    };
  };
}

function aSource(options: { vault?: Partial<TokenVault> } = {}) {
  const time = fakeTime();
  const oidc = new RotatingProvider(time);
  let kept: AccountSecrets | null = { refreshToken: 'r0', deviceKey: newDeviceKey() };
  const vault: TokenVault = {
    read: () => kept,
    write: (_, secrets) => (kept = secrets),
    remove: () => (kept = null),
    kind: () => 'keystore',
    ...options.vault,
  };
  const source = createTokenSource({ accountId: 'one', client, oidc, vault, clock: time, log: silentLog });
  return { source, time, oidc, kept: () => kept, vault };
}

describe('the tokens of an account', () => {
  it('are refreshed once for however many callers, and the new refresh token is kept', async () => {
    const { source, oidc, kept } = aSource();
    const tokens = await Promise.all([source.token(), source.token(), source.token()]);
    expect(tokens).toEqual(['a1', 'a1', 'a1']);
    expect(oidc.shown).toEqual(['r0']);
    expect(kept()?.refreshToken).toBe('r1');
  });

  it('are used until shortly before they end', async () => {
    const { source, time, oidc } = aSource();
    await source.token();
    time.advance(9 * minute);
    await source.token();
    expect(oidc.shown).toHaveLength(1);
    time.advance(minute - 30_000);
    expect(await source.token()).toBe('a2');
    expect(oidc.shown).toEqual(['r0', 'r1']);
  });

  it('are kept before they are used: nobody gets a token whose successor would be lost', async () => {
    const order: string[] = [];
    const { source } = aSource({ vault: { write: () => void order.push('kept') } });
    await source.token().then(() => order.push('used'));
    expect(order).toEqual(['kept', 'used']);
  });

  it('that the server refuses are replaced, and only those', async () => {
    const { source, oidc } = aSource();
    const first = await source.token();
    source.refused('something else');
    expect(await source.token()).toBe(first);
    source.refused(first);
    expect(await source.token()).toBe('a2');
    source.refused(first);
    expect(await source.token()).toBe('a2');
    expect(oidc.shown).toEqual(['r0', 'r1']);
  });

  it('that the provider takes back end the sign-in: the refresh token is not shown again', async () => {
    const { source, oidc, kept } = aSource();
    oidc.valid = 'another';
    await expect(source.token()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    await expect(source.token()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(oidc.shown).toEqual(['r0']);
    expect(kept()?.refreshToken).toBeNull();
    expect(kept()?.deviceKey).toBeDefined();
  });

  it('stay what they are while the provider cannot be reached', async () => {
    const { source, oidc, kept } = aSource();
    oidc.away = true;
    await expect(source.token()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(kept()?.refreshToken).toBe('r0');
    oidc.away = false;
    expect(await source.token()).toBe('a1');
  });

  it('of a new sign-in outlive a refresh of the old one that fails afterwards', async () => {
    const { source, oidc, time, kept, vault } = aSource();
    oidc.hold = true;
    oidc.valid = 'revoked meanwhile';
    const waiting = source.token();
    let told = 0;
    source.onRefreshed(() => (told += 1));
    const secrets = { refreshToken: 'new', deviceKey: newDeviceKey() };
    vault.write('one', secrets);
    source.renewed({
      accessToken: 'fresh',
      expiresAt: time.now() + 10 * minute,
      refreshToken: 'new',
      idToken: null,
    });
    oidc.release?.();
    expect(await waiting).toBe('fresh');
    expect(await source.token()).toBe('fresh');
    expect(kept()?.refreshToken).toBe('new');
    expect(told).toBe(1);
  });

  it('let one caller go without ending the refresh of the others', async () => {
    const { source, oidc } = aSource();
    oidc.hold = true;
    const impatient = new AbortController();
    const leaving = source.token(impatient.signal);
    const staying = source.token();
    impatient.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    oidc.release?.();
    expect(await staying).toBe('a1');
    expect(oidc.shown).toEqual(['r0']);
  });

  it('go on in this run when the disk does not take the new one', async () => {
    const { source } = aSource({
      vault: {
        write() {
          throw new CountersignError('STORE_UNAVAILABLE');
        },
      },
    });
    expect(await source.token()).toBe('a1');
  });
});
