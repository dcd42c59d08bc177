import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMailServer } from '../conformance/stubs/mail-server.ts';
import { endedProcess, start } from '../support/e2e/processes.ts';
import { goTo } from '../support/e2e/team.ts';
import { expect, test } from '../support/e2e/test.ts';
import { processPage, titleOf } from '../support/e2e/window.ts';

/** A shop that tells its prices by GraphQL and takes orders. */
async function startShop() {
  const asked: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json');
      response.end(request.url === '/graphql' ? '{"data":{"price":{"amount":40}}}' : '{"order":"A-17"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The tasks of the system that seed 001 names, in a row: what each is called, of what kind it is, and what its page has to show. */
const kinds = [
  { title: 'Order it', kind: 'HTTP request', configuration: '/orders', output: 'A-17' },
  { title: 'Look up the price', kind: 'GraphQL', configuration: 'price(of: $what)', output: '40' },
  { title: 'Add the tax', kind: 'JavaScript', unfold: 'script', configuration: 'Math.round', output: '48' },
  { title: 'Tell the buyer', kind: 'Send e-mail', configuration: 'buyer@example.com', output: null },
  { title: 'Let it rest', kind: 'Delay', configuration: 'milliseconds', output: null },
  { title: 'Sum it up', kind: 'Data transformation', configuration: 'total', output: 'A-17 for 48' },
];

test('[I49 I50 I51 I52 I53 I54 I55 I56 I57] every kind of task of the system runs by itself, and its page shows what it was to do and what came of it', async ({
  running,
}) => {
  const { window, api } = running;
  await using shop = await startShop();
  await using mail = await startMailServer();
  const begun = Date.now();
  const processId = await start(
    running,
    {
      document: { dsl: '1.0.0', namespace: 'shop', name: 'buying', title: 'Buy a chair' },
      do: [
        {
          order: {
            metadata: { title: 'Order it' },
            call: 'http',
            with: { method: 'post', endpoint: `${shop.origin}/orders`, body: { what: '${ .what }' } },
            export: { as: '${ $context + { order: .order } }' },
          },
        },
        {
          price: {
            metadata: { title: 'Look up the price' },
            call: 'graphql',
            with: {
              endpoint: `${shop.origin}/graphql`,
              query: 'query Price($what: String!) { price(of: $what) { amount } }',
              variables: { what: '${ $workflow.input.what }' },
            },
          },
        },
        {
          tax: {
            metadata: { title: 'Add the tax' },
            run: {
              script: {
                language: 'js',
                code: 'return { total: Math.round(amount * 1.2) };',
                arguments: { amount: '${ .price.amount }' },
              },
            },
            export: { as: '${ $context + . }' },
          },
        },
        {
          tell: {
            metadata: { title: 'Tell the buyer' },
            call: 'email',
            with: {
              server: { host: '127.0.0.1', port: mail.port, secure: false },
              from: 'shop@example.com',
              to: 'buyer@example.com',
              subject: 'Order ${ $context.order }',
              text: 'It costs ${ $context.total }.',
            },
          },
        },
        { rest: { metadata: { title: 'Let it rest' }, wait: { milliseconds: 300 } } },
        {
          sum: {
            metadata: { title: 'Sum it up' },
            set: {
              said: '${ $context.order + " for " + ($context.total | tostring) }',
              total: '${ $context.total }',
            },
          },
        },
      ],
    },
    { what: 'chair' },
  );
  const process = await endedProcess(running);
  expect(process.output).toEqual({ said: 'A-17 for 48', total: 48 });
  expect(Date.parse(process.completedTs ?? '')).toBeGreaterThanOrEqual(begun + 300);
  expect(shop.asked).toMatchObject([
    { path: '/orders', body: '{"what":"chair"}' },
    { path: '/graphql', body: expect.stringContaining('"variables":{"what":"chair"}') },
  ]);
  expect(mail.letters).toMatchObject([
    { from: 'shop@example.com', to: ['buyer@example.com'], content: expect.stringContaining('It costs 48.') },
  ]);
  // Nobody was asked, and nobody set anything going.
  expect((await api.humanTasks.list({})).total).toBe(0);

  for (const { title, kind, unfold, configuration, output } of kinds) {
    await goTo(window, `#/processes/${processId}`);
    await processPage(window)
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: title, exact: true })
      .click();
    const page = window.getByRole('region', { name: 'System task' });
    await expect(titleOf(page)).toHaveText(title);
    await expect(page.getByText(kind, { exact: true })).toBeVisible();
    await expect(page.getByText('Runs by itself', { exact: true })).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    const configured = page.getByRole('region', { name: 'Configuration' });
    if (unfold !== undefined) await configured.getByText(unfold, { exact: true }).click();
    await expect(configured).toContainText(configuration);
    if (output !== null) await expect(page.getByRole('region', { name: 'Output' })).toContainText(output);
    await expect(page.getByRole('button')).toHaveText([/Open the process/]);
  }
});
