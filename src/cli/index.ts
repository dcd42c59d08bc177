import { homedir, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock, systemTimers } from '../shared/system-clock.ts';
import { systemIds } from '../shared/system-ids.ts';
import { dataFolder } from '../local/data-folder.ts';
import { createProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';

const program = createProgram({
  clock: systemClock,
  timers: systemTimers,
  ids: systemIds,
  version: packageJson.version,
  userName: userInfo().username,
  jqWorkerUrl: new URL('./jq-worker.js', import.meta.url),
  scriptWorkerUrl: new URL('./script-worker.js', import.meta.url),
  samplesFolder: fileURLToPath(new URL('../../resources/samples', import.meta.url)),
  dataFolder: (flag) =>
    dataFolder({ flag, env: process.env, platform: process.platform, homedir: homedir() }),
  print: (text) => void process.stdout.write(`${text}\n`),
  warn: (text) => void process.stderr.write(`${text}\n`),
});

try {
  process.exitCode = await program(process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error, (text) => void process.stderr.write(`${text}\n`));
}
