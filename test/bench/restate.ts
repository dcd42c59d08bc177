import { restateProcesses } from './support/restate-processes.ts';

// `npm run bench -- restate [processes] [rounds]`: what a process costs on one Restate node.
const [processes = 1_000, rounds = 5] = process.argv.slice(2).map(Number);
await restateProcesses(processes, rounds);
