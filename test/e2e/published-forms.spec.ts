import { Validator } from '@cfworker/json-schema';
import type { JsonObject } from '../../src/shared/json.ts';
import type { RunningApp } from '../support/app.ts';
import { start } from '../support/e2e/processes.ts';
import { expect, test } from '../support/e2e/test.ts';
import { answerBar, rows } from '../support/e2e/window.ts';
import { seriousViolations } from '../support/forms/axe.ts';
import { differences, fillBySchema } from '../support/forms/fill-by-schema.ts';
import {
  publishedForms,
  publishedFormsVariable,
  type PublishedForm,
} from '../support/forms/published-forms.ts';

const folder = process.env[publishedFormsVariable];
const forms = publishedForms(folder);
const atOnce = 20;

if (forms.length === 0) {
  test(`no published forms were filled in: ${publishedFormsVariable} names no folder of them`, () => {
    expect(folder ?? '').toBe('');
  });
}

for (let first = 0; first < forms.length; first += atOnce) {
  const some = forms.slice(first, first + atOnce);
  test(`[H39 H58 I30] ${some.length} published forms, from ${first + 1} of ${forms.length}, are filled in and sent from the keyboard alone`, async ({
    running,
  }) => {
    test.setTimeout(some.length * 40_000);
    const problems: string[] = [];
    for (const form of some) {
      await test.step(form.title, async () => {
        problems.push(...(await fillAndSend(running, form)).map((problem) => `${form.title}: ${problem}`));
      });
    }
    expect(problems).toEqual([]);
  });
}

/** @returns what was wrong */
async function fillAndSend(running: RunningApp, form: PublishedForm): Promise<string[]> {
  const { window, api } = running;
  const { title, schema, uiSchema, given } = form;
  let processId: string;
  try {
    processId = await start(running, {
      document: { name: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') },
      do: [
        {
          fill: {
            ask: {
              mode: 'form',
              prompt: title,
              schema,
              uiSchema,
              ...(given === null ? {} : { default: given }),
            },
          },
        },
      ],
    });
  } catch (error) {
    return [`it cannot be asked: ${String(error).slice(0, 600)}`];
  }
  const problems: string[] = [];
  try {
    await rows(window).first().click({ timeout: 5_000 });
    await window.locator('[data-form] :is(input, textarea, select, button)').first().waitFor();
    const entered = await fillBySchema(window, form);
    problems.push(...(await seriousViolations(window)));
    // Right after the answer before, the window takes no other: a person presses again.
    await expect(async () => {
      if (await answerBar(window).isVisible()) await window.keyboard.press('ControlOrMeta+Enter');
      await expect(answerBar(window)).toBeHidden({ timeout: 1_500 });
    }).toPass({ timeout: 6_000 });
    await expect.poll(async () => (await api.processes.get({ processId })).statusCode).toBe('C');
    const { value } = (await api.processes.get({ processId })).output as JsonObject;
    problems.push(...differences(value ?? null, entered), ...invalid(schema, value));
    if (entered.size === 0) problems.push('nothing could be entered');
  } catch (error) {
    problems.push(
      String(error).slice(0, 300),
      await window
        .locator('[data-form]')
        .innerText()
        .catch(() => ''),
    );
    await window.screenshot({ path: test.info().outputPath(`${title.replaceAll(/\W/g, '-')}.png`) });
    await api.processes.cancel({ processId });
    await expect(rows(window)).toHaveCount(0);
  }
  return problems;
}

/** By another validator than the app's own. */
function invalid(schema: JsonObject, value: unknown): string[] {
  const draft = JSON.stringify(schema['$schema'] ?? '').includes('2020-12') ? '2020-12' : '7';
  return new Validator(schema, draft)
    .validate(value)
    .errors.map(({ instanceLocation, error }) => `the answer is not valid: ${instanceLocation} ${error}`);
}
