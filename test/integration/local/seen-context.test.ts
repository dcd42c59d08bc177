import { expect, it } from 'vitest';
import { onlyTask, openTestAccount, startSource, temporaryFolder } from '../../support/account.ts';

const exportsInsideAndAround = `
document: { dsl: '1.0.3', namespace: test, name: seen-context, version: '1.0.0' }
do:
  - gather:
      do: [{ count: { set: { counted: true }, export: { as: { amount: 1 } } } }]
      export: { as: { amount: 2 } }
  - decide:
      ask: { mode: approval, prompt: 'Pay \${ $context.amount }?', contextKeys: [amount] }
      export: { as: { amount: 3 } }
`;

it('shows what the process knew when it asked, also after it went on to know better', async () => {
  using folder = temporaryFolder();
  await using test = openTestAccount(folder.path);
  await startSource(test, exportsInsideAndAround);
  const asked = await onlyTask(test);
  expect(asked).toMatchObject({ ask: { prompt: 'Pay 2?' }, contextSummary: { amount: 2 } });
  const { taskAsstId } = asked;
  await test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({ contextSummary: { amount: 2 } });
});
