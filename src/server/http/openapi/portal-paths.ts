import { z } from 'zod';
import { actions, type Action } from '../../portal/actions.ts';
import { envelopeFor } from '../../portal/envelope.ts';
import { PortalError } from '../../portal/portal-error.ts';
import { json, operation, schemaOf, type Answer } from './operation.ts';

/** Beside /api: light-portal's clients know these addresses. */
const server = '/';

const answers: Readonly<Record<number, Answer>> = {
  200: {
    description: 'What the action answers; of a JSON-RPC call its `result`',
    content: json(z.looseObject({}), 'output'),
  },
  ...Object.fromEntries(
    [
      [400, 'The call does not fit, or its handler refused it'],
      [401, 'The token is missing, wrong or expired'],
      [409, 'The task is no longer as the caller saw it'],
    ].map(([status, description]) => [status, { description, content: json(PortalError, 'output') }]),
  ),
};

/** Every action of a kind, plain and as JSON-RPC. */
function envelopes(kind: Action['kind']): object {
  const served = Object.entries(actions).filter(([, action]) => action.kind === kind);
  return {
    oneOf: served.flatMap(([name, { schema }]) =>
      envelopeFor(name, schema).map((envelope) => schemaOf(envelope, 'input')),
    ),
  };
}

export const portalPaths: Readonly<Record<string, object>> = {
  '/portal/query': {
    get: {
      ...operation(
        { operationId: 'portal.query', summary: 'A question of light-portal’s interface', answers },
        server,
      ),
      parameters: [
        {
          name: 'cmd',
          in: 'query',
          required: true,
          description: 'The envelope, as JSON',
          content: { 'application/json': { schema: envelopes('query') } },
        },
      ],
    },
  },
  '/portal/command': {
    post: operation(
      {
        operationId: 'portal.command',
        summary: 'A command of light-portal’s interface',
        body: { type: 'application/json', schema: envelopes('command') },
        answers,
      },
      server,
    ),
  },
};
