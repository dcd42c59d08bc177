import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright/test';
import { start, waitingTask } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows, taskPage, titleOf } from '../support/e2e/window.ts';

// A workflow file comes from anywhere. Whatever it carries, in whichever field, is text.

const image = '<img src=x onerror="window.injected = 1">';
const script = '<script>window.injected = 2</script>';
const frame = '<iframe srcdoc="<script>parent.injected = 3</script>"></iframe>';

/** Nothing of it ran, and nothing of it became an element. */
async function expectHarmless(window: Page): Promise<void> {
  const found = await window.evaluate(() => ({
    ran: (window as unknown as { injected?: unknown }).injected ?? null,
    elements: document.querySelectorAll('#root :is(img, iframe, script, object, embed)').length,
  }));
  expect(found).toEqual({ ran: null, elements: 0 });
}

test('script in a prompt, a title, a workflow name, options, context and a comment shows as text', async ({
  running,
}) => {
  const { window } = running;
  await start(
    running,
    {
      document: { title: `Workflow ${image}`, summary: `Summary ${script}` },
      do: [
        {
          decide: {
            metadata: { title: `Title ${image}` },
            ask: {
              mode: 'choice',
              prompt: `Prompt ${image} ${script} ${frame}\n\n[link](javascript:window.injected=4) ![pixel](${image})`,
              options: [
                { label: `Label ${image}`, value: 'one', description: `Description ${script}` },
                { label: 'Plain', value: 'two' },
              ],
              allowComment: true,
              contextKeys: ['fact'],
            },
          },
        },
        { repeat: { metadata: { title: `Then \${ .comment }` }, set: { said: '${ .comment }' } } },
      ],
    },
    { fact: `Fact ${image}${script}` },
  );
  await expect(rows(window)).toContainText(`Title ${image}`);
  await rows(window).click();
  const page = taskPage(window);
  await expect(titleOf(page)).toHaveText(`Title ${image}`);
  await expect(page).toContainText(image);
  await expect(page).toContainText(script);
  await expect(page.getByText(`Label ${image}`)).toBeVisible();
  await expect(page.getByText(`Description ${script}`)).toBeVisible();
  await expect(page.getByLabel('Facts')).toContainText(`Fact ${image}${script}`);
  await expect(page.getByRole('link')).toHaveCount(0);
  await expectHarmless(window);

  await page.getByRole('radio', { name: 'Plain' }).check();
  await answerBar(window).getByRole('textbox', { name: 'Comment' }).fill(`Comment ${image}${script}`);
  await answerBar(window).getByRole('button', { name: 'Send answer' }).click();
  await go(window, 'Done');
  await rows(window).click();
  await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText(
    `Comment ${image}${script}`,
  );
  await expectHarmless(window);

  await go(window, 'Processes');
  await expect(window.getByRole('option')).toContainText(`Workflow ${image}`);
  await window.getByRole('option').click();
  await expect(titleOf(processPage(window))).toContainText(`Workflow ${image}`);
  await expect(processPage(window).getByRole('region', { name: 'Output' })).toContainText(
    'Comment <img src=x',
  );
  await go(window, 'Workflows');
  await window.getByRole('option').click();
  await expect(window.getByRole('region', { name: 'Workflow', exact: true })).toContainText(
    `Summary ${script}`,
  );
  await expectHarmless(window);
});

test('pictures of a prompt are not fetched', async ({ running }) => {
  const heard: string[] = [];
  const server = createServer(({ url }, response) => {
    heard.push(url ?? '');
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pixel = `http://127.0.0.1:${port}/pixel.png`;
  const prompt = `See ![a pixel](${pixel}) <img src="${pixel}">\n\n![more][1]\n\n[1]: ${pixel}`;
  await start(running, { do: [{ look: { metadata: { title: 'Look' }, ask: { prompt } } }] });
  await rows(running.window).click();
  await expect(taskPage(running.window).getByText('a pixel')).toBeVisible();
  await expectHarmless(running.window);
  expect(heard).toEqual([]);
  server.close();
});

test('markup in a task is escaped where the desktop reads markup', async ({ running, desktop }) => {
  await start(
    running,
    {
      do: [
        {
          decide: {
            metadata: { title: 'A <b>bold</b> title' },
            ask: {
              mode: 'approval',
              prompt: `Hello <a href="https://evil.example">click & "win"</a> \${ .who }`,
            },
          },
        },
      ],
    },
    { who: image },
  );
  const { summary, body } = await desktop.notified('A <b>bold</b> title');
  expect(summary).toBe('A <b>bold</b> title');
  expect(body).toContain(
    '&lt;a href=&quot;https://evil.example&quot;&gt;click &amp; &quot;win&quot;&lt;/a&gt;',
  );
  expect(body).not.toMatch(/[<>]/);
});

test('control characters of a task do not reach the terminal', async ({ running }) => {
  await start(running, {
    do: [{ decide: { metadata: { title: 'Harmless\u001b[2J\u0007' }, ask: { prompt: 'Hm?\u001b[31m' } } }],
  });
  const { taskAsstId } = await waitingTask(running);
  const inbox = await running.cli('inbox');
  const show = await running.cli('show', taskAsstId);
  expect(inbox.stdout).toContain('Harmless');
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is meant
  expect(inbox.stdout + show.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
});
