import { CommandBatch, CommandOutcome, commandsPath } from '../../../shared/contract/command-batch.ts';
import { CaughtUp, FeedEntry, FeedPage, feedPaths } from '../../../shared/contract/sync.ts';
import { PageQuery, StreamQuery } from '../../feed/queries.ts';
import { json, operation, schemaOf } from './operation.ts';
import { portalPaths } from './portal-paths.ts';
import { scimPaths } from './scim-paths.ts';

/** Under which the contract is, and everything here that says nothing else. */
const api = '/api';
const below = (path: string) => path.slice(api.length);

/** What a node serves besides the contract, as the paths of an OpenAPI document whose server is /api. */
export const morePaths: Readonly<Record<string, object>> = {
  [below(feedPaths.page)]: {
    get: operation({
      operationId: 'sync.changes',
      summary: 'A page of the feed of the caller: each of their tasks at the place of its last change',
      query: PageQuery,
      answers: {
        200: { description: 'Where `after` ends there is no more', content: json(FeedPage, 'output') },
      },
    }),
  },
  [below(feedPaths.stream)]: {
    get: operation({
      operationId: 'sync.feed',
      summary: 'The feed of the caller as it goes on: events `change`, `caught-up` and `start-over`',
      query: StreamQuery,
      headers: { 'Last-Event-ID': 'The id of the last event that came: the stream goes on after it' },
      answers: {
        200: {
          description: 'Each event has the cursor as its id; `caught-up` is also sent every 15 seconds',
          content: {
            type: 'text/event-stream',
            schema: {
              type: 'string',
              contentMediaType: 'application/json',
              contentSchema: { anyOf: [schemaOf(FeedEntry, 'output'), schemaOf(CaughtUp, 'output')] },
            },
          },
        },
      },
    }),
  },
  [below(commandsPath)]: {
    post: operation({
      operationId: 'sync.commands',
      summary: 'Many commands in one request, each carried out as if it were sent alone',
      body: json(CommandBatch, 'input'),
      answers: {
        200: {
          description: 'A line for each command, in the order in which they end',
          content: json(CommandOutcome, 'output', 'application/x-ndjson'),
        },
      },
    }),
  },
  '/human-tasks/{taskAsstId}/files/{fileId}/content': {
    get: operation({
      operationId: 'files.content',
      summary: 'The bytes of a file',
      path: {
        taskAsstId: 'The assignment of the caller',
        fileId: 'One of `files.list`, or in an answer of the process',
      },
      answers: {
        200: {
          description: 'Its bytes, as an attachment; `content-digest` is their SHA-256',
          content: { type: 'application/octet-stream', schema: { type: 'string', format: 'binary' } },
        },
      },
    }),
  },
  ...portalPaths,
  ...scimPaths,
};
