import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Response } from '../../src/shared/human-task/answer.ts';
import type { Json } from '../../src/shared/json.ts';
import { projectFolder } from '../support/account.ts';
import { output, task } from './steps/look.ts';
import { answer } from './steps/when.ts';
import { startMailServer } from './stubs/mail-server.ts';
import { World } from './world.ts';

const folder = join(projectFolder, 'resources/workflows');

function aWorld(workflow: string, input: Json = {}): World {
  const world = new World();
  world.define(readFileSync(join(folder, `${workflow}.yaml`), 'utf8'));
  world.input = input;
  return world;
}

async function answerWith(world: World, name: string, response: Response): Promise<void> {
  await answer(world, name, response);
  await world.settle();
}

describe('the workflows that show the language', () => {
  test('are all tried below', () => {
    expect(readdirSync(folder).toSorted()).toEqual([
      'incident.yaml',
      'morning-report.yaml',
      'onboarding.yaml',
      'order-fulfilment.yaml',
    ]);
  });

  test('order fulfilment tries again what fails, asks about what is out of stock, and leaves it out in the end', async () => {
    const items = ['cup', 'pot'].map((sku) => ({ sku, quantity: 1 }));
    await using world = aWorld('order-fulfilment', { id: 'o-1', items });
    const stock = 'https://stock.example.com';
    for (const status of [503, 201, 409]) world.services.answers(stock, 'POST', '/reservations', { status });
    await world.execute();
    await world.pass(2_000);
    expect((await task(world, 'question')).instance.title).toBe('pot is out of stock');
    await world.pass(24 * 3_600_000);
    expect(await output(world)).toEqual({ order: 'o-1', reserved: ['cup'], left: ['pot'] });
    expect(world.services.requests(stock)).toHaveLength(3);
  });

  test('order fulfilment ends when a person cancels the order', async () => {
    await using world = aWorld('order-fulfilment', { id: 'o-1', items: [{ sku: 'pot', quantity: 1 }] });
    world.services.answers('https://stock.example.com', 'POST', '/reservations', { status: 409 });
    await world.execute();
    await answerWith(world, 'question', { value: 'cancel' });
    expect((await world.process()).error).toMatchObject({ status: 410, title: 'The order was cancelled' });
  });

  test.each([
    ['taken', 'somebody takes it', { value: true }],
    ['refused', 'nobody does', { value: false }],
  ])('an incident is %s when %s', async (outcome, _, response) => {
    await using world = aWorld('incident');
    await startIncident(world);
    await answerWith(world, 'onCall', response);
    expect(await output(world)).toEqual({ alert: 'a-1', outcome });
  });

  test('an incident ends with its own all-clear, also after it went to the duty manager', async () => {
    await using world = aWorld('incident');
    await startIncident(world);
    await world.pass(16 * 60_000);
    await world.publish({ type: 'com.example.alert.cleared', data: { alert: 'a-2' } });
    expect((await world.process()).statusCode).toBe('W');
    await world.publish({ type: 'com.example.alert.cleared', data: { alert: 'a-1' } });
    expect(await output(world)).toEqual({ alert: 'a-1', outcome: 'cleared by itself' });
    expect((await task(world, 'onCall')).instance.status).toBe('cancelled');
  });

  test('the morning report shows what it could get', async () => {
    await using world = aWorld('morning-report');
    world.services.answers('https://figures.example.com', 'GET', '/orders', { body: { count: 12 } });
    world.services.answers('https://figures.example.com', 'GET', '/tickets', { status: 500 });
    await world.execute();
    expect((await world.process()).publications).toMatchObject([
      {
        view: 'Office',
        title: 'Morning report',
        content: [
          { what: 'Orders', count: 12 },
          { what: 'Open tickets', count: null },
        ],
      },
    ]);
  });

  test('onboarding asks, has the accounts made, and writes', async () => {
    await using world = new World();
    const mail = await startMailServer();
    world.use(mail);
    world.define(
      `document: { dsl: '1.0.3', namespace: people, name: create-accounts, version: '1.0.0' }
do:
  - make: { set: { login: '\${ .team + "-1" }', address: ada@example.com } }
`,
    );
    world.define(readFileSync(join(folder, 'onboarding.yaml'), 'utf8'));
    world.input = { name: 'Ada', mail: { host: '127.0.0.1', port: mail.port } };
    await world.execute();
    await answerWith(world, 'needs', { value: { team: 'blue', laptop: 'light' } });
    expect(await output(world)).toEqual({ login: 'blue-1', told: ['ada@example.com'] });
    expect(mail.letters.map(({ content }) => content.includes('Your login is blue-1.'))).toEqual([true]);
  });
});

async function startIncident(world: World): Promise<void> {
  const data = {
    alert: 'a-1',
    severity: 'critical',
    service: 'Checkout',
    summary: 'No orders for 5 minutes',
  };
  await world.addDefinitions();
  await world.publish({ type: 'com.example.alert.fired', data: { ...data, severity: 'minor' } });
  await world.publish({ type: 'com.example.alert.fired', data });
  const runs = await world.runsOf('incident');
  expect(runs).toHaveLength(1);
  world.processId = runs[0]?.processId ?? null;
}
