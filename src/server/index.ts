import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock, systemTimers } from '../shared/system-clock.ts';
import { systemIds } from '../shared/system-ids.ts';
import { systemRandom } from '../shared/system-random.ts';
import { systemTimeZone } from '../shared/system-time-zone.ts';
import { ConfigError, defaultDataFolder, parseConfig } from './config.ts';
import { startBackends } from './embedded/backends.ts';
import { createApp } from './http/app.ts';
import { createServerLog } from './log.ts';
import { startNode } from './node.ts';
import { reachNothing } from './reach.ts';
import { createEngine } from './restate/create-engine.ts';
import { createRestateDriver } from './restate/restate-driver.ts';
import { StartError } from './start-error.ts';
import { FutureDatabase } from './store/migrate.ts';

const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;

try {
  await main();
} catch (error) {
  if (!isForPeople(error)) throw error;
  console.error(`\n✗ ${error.message}`);
  process.exit(1);
}

async function main(): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const config = parseConfig(process.env, defaultDataFolder(process.env, homedir(), isRoot));
  const app = createApp(config, systemIds);
  const backends = await startBackends(config, {
    clock: systemClock,
    timers: systemTimers,
    log: createServerLog(app.log),
    say,
  });
  const stopBackends = once(() => backends.stop());
  let node;
  try {
    node = await startNode({
      app,
      config,
      version,
      databaseUrl: backends.databaseUrl,
      issuer: backends.issuer,
      clock: systemClock,
      timers: systemTimers,
      ids: systemIds,
      random: systemRandom,
      reach: reachNothing,
      newFeedEpoch: process.argv.includes('--new-feed-epoch'),
      samplesFolder: fileURLToPath(new URL('../../resources/samples', import.meta.url)),
      createEngine: (parts) =>
        createEngine(
          parts,
          {
            jqWorkerUrl: new URL('../engine/expression/jq-worker.ts', import.meta.url),
            scriptWorkerUrl: new URL('../effects/script-worker.ts', import.meta.url),
            random: systemRandom,
            timeZone: systemTimeZone,
          },
          (engineParts) => createRestateDriver({ ...engineParts, restate: backends.restate }),
        ),
    });
  } catch (error) {
    await stopBackends();
    throw error;
  }
  say(`Countersign's team server ${version} serves at ${node.url}`);
  say(`  API: ${node.url}/api/docs · sign-in: ${backends.issuer}`);
  const stop = once(async () => {
    say('Stopping …');
    await node.stop();
    await stopBackends();
    process.exit(0);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  backends.onLoss((words) => {
    console.error(`\n✗ ${words} The server stops; start it again.`);
    void stop().finally(() => process.exit(1));
  });
}

function say(text: string): void {
  console.log(text);
}

function isForPeople(error: unknown): error is Error {
  return [ConfigError, StartError, FutureDatabase].some((kind) => error instanceof kind);
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= work());
}
