import { expect } from 'vitest';
import { parse } from 'yaml';
import { step, type Step } from './step.ts';

/** What services were asked, and what a dry run came to. */
export const serviceSteps: readonly Step[] = [
  step(/(\S+) should have been called (\d+) times?/, (world, { words: [origin = '', times] }) => {
    expect(world.services.requests(origin)).toHaveLength(Number(times));
  }),
  step(
    /(\S+) should have been called (\d+) times with one idempotency key/,
    (world, { words: [origin = '', times] }) => {
      const keys = world.services.requests(origin).map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(Number(times));
      expect([...new Set(keys)]).toEqual([expect.stringMatching(/.+/)]);
    },
  ),
  step(/(\S+) should have been sent to (\S+):/, (world, { words: [origin = '', path = ''], docString }) => {
    const requests = world.services.requests(origin).filter(({ url }) => url.split('?')[0] === path);
    expect(requests.at(-1)?.body).toEqual(parse(docString));
  }),
  step(
    /(\S+) should have been asked (\S+) (\S+) with header (\S+) "?([^"]*)"?/,
    (world, { words: [origin = '', method = '', url = '', name = '', value = ''] }) => {
      const asked = world.services.requests(origin).map((request) => ({
        method: request.method,
        url: request.url,
        [name]: request.headers[name],
      }));
      expect(asked).toEqual([{ method, url, [name]: value }]);
    },
  ),
  step(/the dry run should complete with output:/, (world, { docString }) => {
    expect(world.dryRun).toMatchObject({ statusCode: 'C', error: null, output: parse(docString) });
  }),
  step(/the dry run should be waiting/, (world) => {
    expect(world.dryRun?.statusCode).toBe('W');
  }),
  step(/the dry run should run (.+)/, (world, { words: [names = ''] }) => {
    expect(world.dryRun?.tasks.map(({ name }) => name)).toEqual(names.split(', '));
  }),
];
