import { dataPaths } from '../../src/local/data-folder.ts';
import { openStore } from '../../src/local/store/open.ts';

/** The process that a fault test kills in the middle of an upgrade: after its nth statement. Ends by itself when there are fewer. */
const [folder = '', nth = '0'] = process.argv.slice(2);

let left = Number(nth);
openStore(dataPaths(folder), (point) => {
  if (point !== 'migration.statement') return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}).close();
