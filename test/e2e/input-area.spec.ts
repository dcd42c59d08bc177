import type { Locator } from 'playwright/test';
import type { Json, JsonObject } from '../../src/shared/json.ts';
import { violations } from '../support/e2e/axe.ts';
import { resize } from '../support/e2e/pictures.ts';
import { endedProcess, start } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, rows, taskPage, titleOf } from '../support/e2e/window.ts';

/** What an ask says, and what has to be there to answer it: in the page (`fields`) and in the bar below it. */
interface Asked {
  readonly ask: JsonObject;
  fields(page: Locator, bar: Locator): Locator[];
}

const numbered = (title: string, index: number) => `${index + 1}. ${title}`;
const options = ['Oslo', 'Lima'];
const asked: Record<string, Asked> = {
  'No mode': { ask: {}, fields: (_page, bar) => [bar.getByRole('textbox', { name: 'Answer' })] },
  Text: { ask: { mode: 'text' }, fields: (_page, bar) => [bar.getByRole('textbox', { name: 'Answer' })] },
  Approval: {
    ask: { mode: 'approval', options },
    fields: (_page, bar) => [
      bar.getByRole('button', { name: 'Oslo' }),
      bar.getByRole('button', { name: 'Lima' }),
      bar.getByRole('textbox', { name: 'Comment' }),
    ],
  },
  Confirm: {
    ask: { mode: 'confirm', allowComment: false },
    fields: (_page, bar) => [
      bar.getByRole('button', { name: 'Yes' }),
      bar.getByRole('button', { name: 'No' }),
    ],
  },
  Choice: {
    ask: { mode: 'choice', options },
    fields: (page) => [page.getByRole('radio', { name: 'Oslo' }), page.getByRole('radio', { name: 'Lima' })],
  },
  'Many choices': {
    ask: { mode: 'multiChoice', options, allowComment: true },
    fields: (page, bar) => [
      page.getByRole('checkbox', { name: 'Oslo' }),
      page.getByRole('checkbox', { name: 'Lima' }),
      bar.getByRole('textbox', { name: 'Comment' }),
    ],
  },
  Form: {
    ask: {
      mode: 'object',
      schema: {
        type: 'object',
        properties: { city: { type: 'string', title: 'City' }, far: { type: 'boolean', title: 'Far away' } },
      },
    },
    fields: (page) => [
      page.getByRole('textbox', { name: 'City' }),
      page.getByRole('checkbox', { name: 'Far away' }),
    ],
  },
  Files: {
    ask: { mode: 'file', files: [{ name: 'map', title: 'A map', accept: ['.pdf'] }] },
    fields: (page) => [
      page.getByRole('region', { name: 'A map' }),
      page.getByRole('button', { name: /^Choose files for/ }),
    ],
  },
};

test('[H1 H2 H92 H33 H35 H36 H37 H38 H39 H40 H41 H45 H48] what one answers with is drawn from what the ask says, and nothing else is there', async ({
  running,
}) => {
  const { window } = running;
  const branches: Json = Object.entries(asked).map(([title, { ask }], index) => ({
    [`ask${index}`]: { metadata: { title: numbered(title, index) }, ask: { prompt: 'Where to?', ...ask } },
  }));
  await start(running, { do: [{ all: { fork: { branches } } }] });
  await expect(rows(window)).toHaveCount(branches.length);
  const [page, bar] = [taskPage(window), answerBar(window)];
  for (const [index, [name, { ask, fields }]] of Object.entries(asked).entries()) {
    const title = numbered(name, index);
    await rows(window).filter({ hasText: title }).first().click();
    await expect(titleOf(page)).toHaveText(title);
    for (const field of fields(page, bar)) await expect(field).toBeVisible();
    const isDecision = ask['mode'] === 'approval' || ask['mode'] === 'confirm';
    await expect(bar.getByRole('button', { name: 'Send answer' })).toHaveCount(isDecision ? 0 : 1);
    await expect(bar.getByRole('textbox', { name: 'Comment' })).toHaveCount(
      ask['mode'] === 'approval' || ask['allowComment'] === true ? 1 : 0,
    );
    await expect(page.getByRole('radio')).toHaveCount(ask['mode'] === 'choice' ? 2 : 0);
  }
});

test('[H93] the actions stay in sight however long the form is, in a wide window and in one of 400 px', async ({
  running,
}) => {
  const { window } = running;
  const names = Array.from({ length: 60 }, (_, index) => `field${index + 1}`);
  const properties = Object.fromEntries(
    names.map((name, index) => [name, { type: 'string', title: `Question ${index + 1}` }]),
  );
  await start(running, {
    do: [
      {
        fill: {
          metadata: { title: 'Sixty questions' },
          ask: { mode: 'object', prompt: 'All of them.', schema: { type: 'object', properties } },
        },
      },
    ],
  });
  await rows(window).first().click();
  const page = taskPage(window);
  const send = answerBar(window).getByRole('button', { name: 'Send answer' });
  const save = answerBar(window).getByRole('button', { name: 'Save progress' });
  for (const [width, height] of [
    [1360, 860],
    [400, 800],
  ] as const) {
    await resize(running, width, height);
    await page.getByRole('textbox', { name: 'Question 1', exact: true }).scrollIntoViewIfNeeded();
    const top = await send.boundingBox();
    await expect(send).toBeInViewport({ ratio: 1 });
    await expect(save).toBeInViewport({ ratio: 1 });
    const last = page.getByRole('textbox', { name: 'Question 60' });
    await expect(last).not.toBeInViewport();
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport({ ratio: 1 });
    await expect(send).toBeInViewport({ ratio: 1 });
    await expect(save).toBeInViewport({ ratio: 1 });
    // They do not move, and they cover nothing of what is filled in.
    expect(await send.boundingBox()).toEqual(top);
    const [field, bar] = [await last.boundingBox(), await answerBar(window).boundingBox()];
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
    expect(await violations(window)).toEqual([]);
  }
  await page.getByRole('textbox', { name: 'Question 60' }).fill('At last');
  await send.click();
  expect((await endedProcess(running)).output).toMatchObject({ value: { field60: 'At last' } });
});
