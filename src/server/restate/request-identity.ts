import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The key with which an own Restate signs its calls: where its private half lies, and the public one as the SDK wants it. */
export interface RequestIdentity {
  readonly privateKeyFile: string;
  /** `publickeyv1_…` */
  readonly publicKey: string;
}

/** The key in this file; it is made where none is. @throws the error of the file system */
export function requestIdentity(privateKeyFile: string): RequestIdentity {
  if (!existsSync(privateKeyFile)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  chmodSync(privateKeyFile, 0o600);
  const { x = '' } = createPublicKey(readFileSync(privateKeyFile)).export({ format: 'jwk' });
  return { privateKeyFile, publicKey: `publickeyv1_${base58(Buffer.from(x, 'base64url'))}` };
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = `${alphabet[Number(number % 58n)]}${text}`;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return `${'1'.repeat(Math.max(zeros, 0))}${text}`;
}
