import { z } from 'zod';
import type { EffectContext } from '../effects.ts';
import type { Credentials } from './credentials.ts';
import { fieldsOf, Text } from './fields.ts';

const Basic = z.object({ username: Text, password: z.union([z.string(), z.number().transform(String)]) });

/** RFC 7617, in UTF-8. */
export function basicCredentials(given: object, context: EffectContext): Credentials {
  const { username, password } = fieldsOf(Basic, given, context, 'basic');
  const header = basicHeader(username, password);
  return { header: async () => header, afterRefusal: async () => undefined };
}

export function basicHeader(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
