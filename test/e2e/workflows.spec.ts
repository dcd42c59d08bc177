import { endedProcess } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, go, processPage, rows } from '../support/e2e/window.ts';

const source = `document:
  dsl: 1.0.3
  namespace: kitchen
  name: order-coffee
  version: 1.0.0
  title: Order coffee
do:
  - ask:
      ask:
        mode: approval
        prompt: Order \${ .kilos } kg of coffee?
`;

test('[K1 K24 K26 H49 H51] a workflow is pasted, started with an input, answered, and its output is the answer', async ({
  running,
}) => {
  const { window } = running;
  await go(window, 'Workflows');
  await window.getByRole('button', { name: 'Add workflow' }).click();
  await window.getByRole('textbox', { name: 'Workflow file' }).fill(source);
  await window.getByRole('button', { name: 'Check and add' }).click();
  const page = window.getByRole('region', { name: 'Workflow', exact: true });
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Order coffee');
  await expect(page.getByRole('region', { name: 'Definition' })).toContainText('Order ${ .kilos } kg');

  const input = page.getByRole('textbox', { name: 'Input (JSON)' });
  await input.fill('{"kilos": 4');
  await expect(page).toContainText('This is not JSON');
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  await input.fill('{"kilos": 4}');
  await page.getByRole('button', { name: 'Start' }).click();
  await processPage(window).getByRole('button', { name: 'Open the task' }).click();
  await expect(rows(window)).toContainText('Order 4 kg of coffee?');
  await answerBar(window).getByRole('button', { name: 'Approve' }).click();
  expect((await endedProcess(running)).output).toEqual({
    value: 'APPROVED',
    submittedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('a workflow that is not valid is refused with the line and column of every problem', async ({
  running,
}) => {
  const { window } = running;
  await go(window, 'Workflows');
  await window.getByRole('button', { name: 'Add workflow' }).click();
  const field = window.getByRole('textbox', { name: 'Workflow file' });
  await field.fill(source.replace('mode: approval', 'mode: guess').replace('dsl: 1.0.3', 'dsl: 9.0.0'));
  await window.getByRole('button', { name: 'Check and add' }).click();
  const problems = window.getByRole('alert').getByRole('listitem');
  await expect(problems).toHaveText([/^2:\d+/, /^10:\d+/]);
  await problems.nth(1).getByRole('button').click();
  await expect(field).toBeFocused();
  const place = await field.evaluate(
    (element: HTMLTextAreaElement) => element.value.slice(0, element.selectionStart).split('\n').length,
  );
  expect(place).toBe(10);
  expect((await running.api.workflows.list()).workflows).toEqual([]);
});

test('a version with another text is refused: a version never changes', async ({ running }) => {
  const { window } = running;
  await running.api.workflows.add({ source });
  await go(window, 'Workflows');
  await window.getByRole('button', { name: 'Add workflow' }).click();
  await window.getByRole('textbox', { name: 'Workflow file' }).fill(source.replace('coffee?', 'tea?'));
  await window.getByRole('button', { name: 'Check and add' }).click();
  await expect(window.getByRole('alert')).toContainText(
    'kitchen/order-coffee@1.0.0 exists with another text',
  );
  await expect(window.getByRole('alert')).toContainText('Raise document.version');
});

test('[K21 K27] a schedule says when it starts next, starts by itself, and can be switched off', async ({
  running,
}) => {
  const { window, api } = running;
  await running.api.workflows.add({ source: scheduled('{ every: { seconds: 2 } }') });
  await go(window, 'Workflows');
  await window.getByRole('option').filter({ hasText: 'Order coffee' }).click();
  const schedule = window.getByRole('region', { name: 'Schedule' });
  await expect(schedule).toContainText(/Starts every 2 seconds/);
  await expect(schedule).toContainText('Next run today');
  await expect.poll(async () => (await api.processes.list({})).total).toBeGreaterThan(0);
  const [first] = (await api.processes.list({})).processes;
  expect(first?.trigger).toBe('schedule');
  await schedule.getByRole('switch', { name: 'Start it by itself' }).click({ force: true });
  await expect(schedule).toContainText('Switched off');
  const [workflow] = (await api.workflows.list()).workflows;
  expect(workflow?.schedule).toMatchObject({ kind: 'every', enabled: false, nextRunTs: null });
  await go(window, 'Processes');
  await window.getByRole('option').last().click();
  await expect(processPage(window)).toContainText('by its schedule');

  const on = await running.cli('workflow', 'schedule', 'kitchen/order-coffee', 'on');
  expect(on.stdout).toContain('starts every 2 seconds, next');
  expect((await running.cli('workflow', 'schedule', 'order-coffee', 'off')).stdout).toContain('switched off');
});

test('a newer version takes the schedule over', async ({ running }) => {
  const { window, api } = running;
  await api.workflows.add({ source: scheduled('{ cron: "0 6 * * *" }') });
  await api.workflows.add({ source: scheduled('{ cron: "0 7 * * *" }').replace('1.0.0', '1.1.0') });
  const { workflows } = await api.workflows.list();
  expect(workflows.map(({ version, schedule }) => [version, schedule?.expression ?? null])).toEqual([
    ['1.1.0', expect.stringContaining('0 7 * * *')],
    ['1.0.0', null],
  ]);
  await go(window, 'Workflows');
  await expect(window.getByRole('option').filter({ hasText: '1.1.0' })).toContainText('0 7 * * *');
});

function scheduled(schedule: string): string {
  return source.replace('do:', `schedule: ${schedule}\ndo:`).replace('${ .kilos }', 'ten');
}
