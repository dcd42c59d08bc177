import { z } from 'zod';
import { parseTemplate } from '../expression/syntax.ts';
import { AuthenticationSource } from './authentication.ts';

/** An address with a scheme: a URI, a URI template (`https://example.org/pets/{petId}`), or one with `${ … }` in it. */
export const UriText = z.string().superRefine((text, context) => {
  const { parts, problem } = parseTemplate(text);
  const [first] = parts;
  const message =
    problem ??
    (typeof first === 'string' && !/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(first)
      ? 'Must be an address with its scheme, e.g. https://example.org/pets/{petId}, or ${ … }.'
      : parts.length === 0
        ? 'Must not be empty.'
        : null);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

export const EndpointSource = z
  .union([UriText, z.strictObject({ uri: UriText, authentication: AuthenticationSource.optional() })])
  .meta({ id: 'endpoint' });
export type EndpointSource = z.infer<typeof EndpointSource>;

/** A document that is kept elsewhere. */
export const ExternalResourceSource = z
  .strictObject({
    name: z.string().optional(),
    endpoint: EndpointSource,
  })
  .meta({ id: 'externalResource' });
export type ExternalResourceSource = z.infer<typeof ExternalResourceSource>;
