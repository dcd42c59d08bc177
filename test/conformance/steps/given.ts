import { parse } from 'yaml';
import type { Json } from '../../../src/shared/json.ts';
import { step, type Step } from './step.ts';

export const givenSteps: readonly Step[] = [
  step(/(?:a|another) workflow with definition:/, (world, { docString }) => world.define(docString)),
  step(/given the workflow input is:/, (world, { docString }) => {
    world.input = parse(docString) as Json;
  }),
  step(/the secret (\S+) is:/, (world, { words: [name = ''], docString }) => {
    world.secrets.set(name, parse(docString) as Json);
  }),
  step(/shell commands are allowed/, (world) => {
    world.shellAllowed = true;
  }),
  step(/(\S+) answers (\S+) (\S+) with status (\d+)/, (world, { words }) => {
    const [origin = '', method = '', path = '', status] = words;
    world.services.answers(origin, method, path, { status: Number(status) });
  }),
  step(/(\S+) answers (\S+) (\S+) with:/, (world, { words, docString }) => {
    const [origin = '', method = '', path = ''] = words;
    world.services.answers(origin, method, path, { body: parse(docString) as Json });
  }),
  step(/(\S+) does not answer (\S+) (\S+)/, (world, { words }) => {
    const [origin = '', method = '', path = ''] = words;
    world.services.answers(origin, method, path, { hangs: true });
  }),
];
