import { fuzz } from '../support/fuzz/fuzz.ts';

/** `npm run bench -- fuzz [cases] [seed]`: definitions and inputs that were changed at random, many more than in the tests. */
const [cases = 50_000, seed = Math.trunc(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);

console.log(`${cases} cases, seed ${seed}`);
const from = performance.now();
const { refused, ended, slowestMs, largestHeap } = await fuzz(cases, seed);
console.log(`${refused} definitions were refused, each problem with its place`);
for (const [status, count] of Object.entries(ended)) console.log(`${count} processes ended as ${status}`);
console.log(
  `the slowest took ${slowestMs.toFixed(0)} ms, all ${((performance.now() - from) / 1000).toFixed(0)} s`,
);
console.log(`the heap had ${(largestHeap / 1024 / 1024).toFixed(0)} MB at most`);
