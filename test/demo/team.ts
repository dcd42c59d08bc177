import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { browserOf } from '../../scripts/lib/person-in-browser.mjs';
import { launchApp, type RunningApp } from '../support/app.ts';
import { signInWindow } from '../support/team/sign-in-window.ts';
import { startTeamServer, type DemoUser, type TeamServer } from '../support/team/team-server.ts';

/**
 * `npm run demo:team`: a team server with its own PostgreSQL, Restate and identity provider, and a window each for alice and bob,
 * signed in, with asks that wait for both; until Ctrl+C. With `--screenshots <folder>` it takes a picture of each window and ends.
 */
const say = (words: string) => console.log(words);
const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const place = process.argv.indexOf('--screenshots');
const screenshots = place === -1 ? undefined : process.argv[place + 1];

const asks = [
  { title: 'Pay the fourth instalment to Northwind', risk: 'high' },
  { title: 'Order 40 chairs for the canteen', prompt: 'The old ones go to the school next door.' },
  {
    title: 'Check the translation of the contract',
    prompt: 'Is it fit to be sent to Lisbon?',
    assignment: { roleId: 'reviewers' },
  },
  {
    title: 'Lend the van to the neighbours',
    prompt: 'They need it on Saturday, from nine to noon.',
    assignment: { assigneeId: 'bob' },
  },
] as const;

say('Starting the server …');
const server = await startTeamServer();
const windows: RunningApp[] = [];
try {
  say(`The server is at ${server.url}, its API at ${server.url}/api/docs.`);
  for (const user of ['alice', 'bob'] as const) windows.push(await openWindow(server, user));
  for (const ask of asks) await server.ask(ask);
  if (screenshots === undefined) {
    say(`\nAlice and Bob have a window each, with data in ${folder}. Answer in one and look at the other.`);
    say('To ask again, sign in at the API as alice. Ctrl+C ends it.');
    await Promise.race([stopped, ...windows.map(({ ended }) => ended)]);
  } else await takePictures(screenshots);
} finally {
  say('Stopping …');
  await Promise.all(windows.map((window) => window.close()));
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}

async function openWindow(of: TeamServer, user: DemoUser): Promise<RunningApp> {
  say(`Opening the window of ${user} …`);
  const browser = browserOf(user, join(folder, `browser-of-${user}`));
  const running = await launchApp({
    dataFolder: join(folder, user),
    env: { PATH: [browser, process.env['PATH'] ?? ''].join(delimiter) },
  });
  await signInWindow(running, of, of.url);
  return running;
}

async function takePictures(into: string): Promise<void> {
  for (const [index, { window }] of windows.entries()) {
    await window.getByRole('option').filter({ hasText: 'chairs' }).click();
    const file = join(into, `${index === 0 ? 'alice' : 'bob'}.png`);
    await window.screenshot({ path: file });
    say(file);
  }
}
