import { expect, test } from '../support/e2e/test.ts';
import { start } from '../support/e2e/processes.ts';
import { answerBar, rows } from '../support/e2e/window.ts';
import { seriousViolations } from '../support/forms/axe.ts';
import { dataCases } from '../support/forms/data-cases.ts';
import { fillByKeyboard } from '../support/forms/fill-by-keyboard.ts';
import { officeCases } from '../support/forms/office-cases.ts';
import { peopleCases } from '../support/forms/people-cases.ts';
import { softwareCases } from '../support/forms/software-cases.ts';

const families = { office: officeCases, people: peopleCases, software: softwareCases, data: dataCases };

for (const [family, cases] of Object.entries(families)) {
  test(`[H39 H58 I30] ${cases.length} forms (${family}) are filled in and sent from the keyboard alone`, async ({
    running,
  }) => {
    test.setTimeout(cases.length * 15_000);
    const { window, api } = running;
    for (const form of cases) {
      await test.step(form.title, async () => {
        const { title, schema, uiSchema = {}, given = {}, answer } = form;
        const processId = await start(running, {
          document: { name: `form-${cases.indexOf(form)}` },
          do: [{ fill: { ask: { mode: 'form', prompt: title, schema, uiSchema, default: given } } }],
        });
        await rows(window).first().click();
        await window.locator('[data-form] :is(input, textarea, select)').first().waitFor();
        await fillByKeyboard(window, form);
        expect(await seriousViolations(window), title).toEqual([]);
        await window.keyboard.press('ControlOrMeta+Enter');
        await expect(answerBar(window), title).toBeHidden();
        await expect.poll(async () => (await api.processes.get({ processId })).statusCode, title).toBe('C');
        expect((await api.processes.get({ processId })).output, title).toMatchObject({ value: answer });
      });
    }
  });
}
