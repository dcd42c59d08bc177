import { z } from 'zod';
import { AuthenticationSource } from '../definition/authentication.ts';
import { Duration } from '../definition/duration.ts';
import { EndpointSource, ExternalResourceSource } from '../definition/endpoint.ts';
import { Data, DataText, Template, WrappedExpression } from '../definition/fields.ts';

/** Each text in arguments may be one expression; so may a whole object where it says so. */
const TextsOrExpression = z.union([WrappedExpression, z.record(z.string(), DataText)]);
const ObjectOrExpression = z.union([WrappedExpression, z.record(z.string(), Data)]);
const TextOrTexts = z.union([DataText, z.array(DataText)]);

const HttpOutput = z.enum(['content', 'raw', 'response']);

export const HttpArguments = z.strictObject({
  method: DataText,
  endpoint: EndpointSource,
  headers: TextsOrExpression.optional(),
  query: ObjectOrExpression.optional(),
  body: Data.optional(),
  output: HttpOutput.optional(),
  redirect: z.boolean().optional(),
});
export type HttpArguments = z.infer<typeof HttpArguments>;

export const OpenApiArguments = z.strictObject({
  document: ExternalResourceSource,
  operationId: DataText,
  parameters: ObjectOrExpression.optional(),
  authentication: AuthenticationSource.optional(),
  output: HttpOutput.optional(),
  redirect: z.boolean().optional(),
});
export type OpenApiArguments = z.infer<typeof OpenApiArguments>;

export const GraphqlArguments = z.strictObject({
  endpoint: EndpointSource,
  query: DataText,
  variables: ObjectOrExpression.optional(),
  operationName: DataText.optional(),
  headers: TextsOrExpression.optional(),
});
export type GraphqlArguments = z.infer<typeof GraphqlArguments>;

const McpTransport = z
  .strictObject({
    http: z.strictObject({ endpoint: EndpointSource, headers: TextsOrExpression.optional() }).optional(),
    stdio: z
      .strictObject({
        command: DataText,
        arguments: z.array(DataText).optional(),
        environment: TextsOrExpression.optional(),
      })
      .optional(),
  })
  .refine(({ http, stdio }) => (http === undefined) !== (stdio === undefined), {
    error: 'Must have exactly one of http and stdio.',
  });

export const McpArguments = z.strictObject({
  protocolVersion: z.string().optional(),
  method: z.enum([
    'tools/list',
    'tools/call',
    'prompts/list',
    'prompts/get',
    'resources/list',
    'resources/read',
    'resources/templates/list',
  ]),
  parameters: ObjectOrExpression.optional(),
  timeout: Duration.optional(),
  transport: McpTransport,
  client: z
    .strictObject({ name: z.string(), version: z.string(), description: z.string().optional() })
    .optional(),
});
export type McpArguments = z.infer<typeof McpArguments>;

export const A2aArguments = z
  .strictObject({
    agentCard: ExternalResourceSource.optional(),
    server: EndpointSource.optional(),
    method: z.enum([
      'message/send',
      'message/stream',
      'tasks/get',
      'tasks/list',
      'tasks/cancel',
      'tasks/resubscribe',
      'tasks/pushNotificationConfig/set',
      'tasks/pushNotificationConfig/get',
      'tasks/pushNotificationConfig/list',
      'tasks/pushNotificationConfig/delete',
      'agent/getAuthenticatedExtendedCard',
    ]),
    parameters: ObjectOrExpression.optional(),
  })
  .refine(({ agentCard, server }) => agentCard !== undefined || server !== undefined, {
    error: 'Must have `agentCard` or `server`, to say where the agent is.',
  });
export type A2aArguments = z.infer<typeof A2aArguments>;

export const EmailArguments = z
  .strictObject({
    server: z.strictObject({
      host: DataText,
      port: z.union([z.int().min(1).max(65_535), WrappedExpression]).optional(),
      secure: z.boolean().optional(),
      username: DataText.optional(),
      password: DataText.optional(),
    }),
    from: Template,
    to: TextOrTexts,
    cc: TextOrTexts.optional(),
    bcc: TextOrTexts.optional(),
    replyTo: DataText.optional(),
    subject: Template,
    text: Template.optional(),
    html: Template.optional(),
  })
  .refine(({ text, html }) => text !== undefined || html !== undefined, {
    error: 'Must have `text` or `html`.',
  });
export type EmailArguments = z.infer<typeof EmailArguments>;

export const PublishArguments = z.strictObject({
  view: DataText,
  title: Template,
  format: z.enum(['markdown', 'table', 'json']).optional(),
  content: Data,
});
export type PublishArguments = z.infer<typeof PublishArguments>;

export const LogArguments = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
  message: Template,
  data: Data.optional(),
});
export type LogArguments = z.infer<typeof LogArguments>;

/** What is under `with`, by what is called. */
export interface CallArguments {
  http: HttpArguments;
  openapi: OpenApiArguments;
  graphql: GraphqlArguments;
  mcp: McpArguments;
  a2a: A2aArguments;
  email: EmailArguments;
  publish: PublishArguments;
  log: LogArguments;
}
