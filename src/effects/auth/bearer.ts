import { z } from 'zod';
import type { EffectContext } from '../effects.ts';
import type { Credentials } from './credentials.ts';
import { fieldsOf, Text } from './fields.ts';

const Bearer = z.object({ token: Text });

/** RFC 6750. */
export function bearerCredentials(given: object, context: EffectContext): Credentials {
  const { token } = fieldsOf(Bearer, given, context, 'bearer');
  return { header: async () => `Bearer ${token}`, afterRefusal: async () => undefined };
}
