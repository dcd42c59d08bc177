import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { expect, type Page } from 'playwright/test';
import { dataPaths } from '../../../src/local/data-folder.ts';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { RunningApp } from '../app.ts';
import { runSql } from '../database-file.ts';
import { start } from './processes.ts';
import { go } from './window.ts';

/** What another program does as another user of this computer, with the header that an administrator may send. */
export interface Member {
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body?: object): Promise<Body>;
  /** The only task that waits for this member. */
  task(): Promise<HumanTaskRow>;
}

export interface Team {
  /** Who is logged in, and sits before the window. */
  readonly me: string;
  readonly olga: Member;
  readonly maya: Member;
  /** Starts a workflow with one approval that is assigned so. @returns the process id */
  ask(assignment: Record<string, Json>, ask?: Record<string, Json>): Promise<string>;
}

/** O. Park and M. Silva beside whoever is logged in; the latter and O. Park are `approvers`. */
export async function aTeam(running: RunningApp): Promise<Team> {
  const { api } = running;
  const me = (await api.account.info()).userId;
  await api.people.users.create({ userId: 'olga', name: 'O. Park' });
  await api.people.users.create({ userId: 'maya', name: 'M. Silva' });
  await api.people.roles.create({ roleId: 'approvers', name: 'Approvers', memberIds: [me, 'olga'] as never });
  let asked = 0;
  return {
    me,
    olga: member(running, 'olga'),
    maya: member(running, 'maya'),
    ask(assignment, ask = {}) {
      asked += 1;
      return start(
        running,
        {
          document: { namespace: 'expenses', name: 'vendor-payment', version: `1.0.${asked}` },
          do: [
            {
              check: {
                metadata: { title: 'Check the supplier' },
                set: { supplier: 'Northwind', limit: 50_000 },
              },
            },
            {
              'request-approval': {
                metadata: { title: 'Approve Q4 vendor payment to Northwind' },
                ask: {
                  mode: 'approval',
                  prompt:
                    'Northwind asks for the fourth instalment of the 2026 framework contract. The amount is **12 % above** the third.',
                  contextKeys: ['supplier', 'limit'],
                  risk: 'high',
                  timeout: { after: { hours: 3 } },
                  assignment: { categoryCode: 'approval', ...assignment },
                  ...ask,
                },
              },
            },
          ],
        },
        { invoice: 'NW-2026-1187', amount: '€ 48 200.00', costCentre: '4410 Logistics' },
      );
    },
  };
}

/** Lets the window act as somebody else, as an administrator does in the settings. */
export async function actAs(window: Page, name: string): Promise<void> {
  await go(window, 'Settings');
  await window.getByRole('combobox', { name: 'Act as' }).selectOption({ label: name });
  await expect(window.getByRole('region', { name: `Acting as ${name}` })).toBeVisible();
}

/** Goes where a link would. */
export async function goTo(window: Page, hash: string): Promise<void> {
  await window.evaluate((to) => (location.hash = to), hash);
}

/** Changes the database from outside of the app, as an older version or another program would have left it. */
export function changeDatabase(dataFolder: string, sql: string): void {
  const { status, stderr } = spawnSync(process.execPath, [runSql, dataPaths(dataFolder).database, sql]);
  expect(String(stderr), 'SQL').toBe('');
  expect(status).toBe(0);
}

function member({ dataFolder }: RunningApp, userId: string): Member {
  const call = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const { status, text } = await send(dataFolder, userId, { method, path, body });
    if (status >= 300) throw new Error(`${method} ${path} as ${userId}: ${status} ${text}`);
    return JSON.parse(text) as Body;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body = {}) => call('POST', path, body),
    async task() {
      const tasks = () => call<{ humanTasks: HumanTaskRow[] }>('GET', '/human-tasks');
      await expect.poll(async () => (await tasks()).humanTasks.length).toBe(1);
      return (await tasks()).humanTasks[0] as HumanTaskRow;
    },
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
}

function send(folder: string, userId: string, { method, path, body }: Call) {
  const paths = dataPaths(folder);
  const headers = {
    authorization: `Bearer ${readFileSync(paths.apiToken, 'utf8').trim()}`,
    'content-type': 'application/json',
    'x-countersign-as': userId,
  };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const options = { socketPath: paths.apiSocket, method, path: `/api${path}`, headers };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? '' : JSON.stringify(body));
  });
}
