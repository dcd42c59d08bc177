import { parse } from 'yaml';
import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { Json } from '../../../src/shared/json.ts';
import { adder } from '../stubs/mcp-server.ts';
import { agent } from '../stubs/agent.ts';
import { startMailServer } from '../stubs/mail-server.ts';
import type { World } from '../world.ts';
import { mailServers } from './mail.ts';
import { step, type Step } from './step.ts';

export const givenSteps: readonly Step[] = [
  step(/(?:a|another) workflow with definition:/, (world, { docString }) => world.define(docString)),
  step(/given the workflow input is:/, (world, { docString }) => {
    world.input = parse(docString) as Json;
  }),
  // Everything below `document`, which is filled in.
  step(/the workflow:/, (world, { docString }) => world.defineBody(docString)),
  step(/the workflow (\w+):/, (world, { words: [name = ''], docString }) =>
    world.defineBody(docString, { name }),
  ),
  step(/the workflow (\w+) in version (\S+):/, (world, { words: [name = '', version = ''], docString }) =>
    world.defineBody(docString, { name, version }),
  ),
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
  step(/an MCP server that adds at (\S+)/, (world, { words: [url = ''] }) =>
    world.services.serve(new URL(url).origin, adder(new URL(url).pathname)),
  ),
  step(/an agent that answers "([^"]*)" at (\S+)/, (world, { words: [text = '', url = ''] }) =>
    world.services.serve(new URL(url).origin, agent(new URL(url).pathname, text)),
  ),
  step(/a mail server on the port that the input names (\w+)/, startMail),
];

async function startMail(world: World, { words: [key = ''] }: { words: readonly string[] }): Promise<void> {
  const server = await startMailServer();
  world.use(server);
  mailServers.set(world, server);
  world.input = { ...(isJsonObject(world.input) ? world.input : {}), [key]: server.port };
}
