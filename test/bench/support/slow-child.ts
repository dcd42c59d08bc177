import { appThroughput } from './app.ts';
import { interleaved } from './pairs.ts';
import { referenceThroughput } from './reference.ts';

/** On a slow disk: the account, which commits together what is ready together, against five commits one after the other. */
const pairs = await interleaved(3, {
  engine: async () => (await appThroughput(1_024)).perSecond,
  reference: () => referenceThroughput(20),
});
process.stdout.write(
  `${JSON.stringify({
    engine: pairs.median('engine'),
    reference: pairs.median('reference'),
    ratio: pairs.ratio('engine', 'reference'),
  })}\n`,
);
