import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/service/log.ts';
import { cannotStart, createCrashReporter, type Question } from '../../../src/main/app/crash.ts';
import { errorFields } from '../../../src/service/error-fields.ts';

function reporter(press: number) {
  const asked: Question[] = [];
  const restart = vi.fn<() => void>();
  const quit = vi.fn<() => void>();
  const report = createCrashReporter({
    dialogs: {
      ask: async (question) => {
        asked.push(question);
        return press;
      },
    },
    log: silentLog,
    logFile: '/data/logs/main.log',
    restart,
    quit,
  });
  return { report, asked, restart, quit };
}

test('an error that nobody caught is told with what is safe and where the log is', async () => {
  const { report, asked, restart, quit } = reporter(2);
  await report(new Error('boom'));
  expect(asked[0]?.detail).toContain('every answer that was shown as given is in the database');
  expect(asked[0]?.detail).toContain('/data/logs/main.log');
  expect(asked[0]?.buttons).toEqual(['Restart Countersign', 'Quit', 'Keep running']);
  expect(restart).not.toHaveBeenCalled();
  expect(quit).not.toHaveBeenCalled();
});

test('the person can restart or quit', async () => {
  const first = reporter(0);
  await first.report(new Error('boom'));
  expect(first.restart).toHaveBeenCalledOnce();
  const second = reporter(1);
  await second.report(new Error('boom'));
  expect(second.quit).toHaveBeenCalledOnce();
});

test('a storm of errors is one question', async () => {
  const { report, asked } = reporter(2);
  await Promise.all([report(new Error('one')), report(new Error('two')), report('three')]);
  expect(asked).toHaveLength(1);
});

test('an app that cannot start says why, where its data is and how to go back to a backup', () => {
  const { message, detail } = cannotStart('The database is damaged.', '/data', '/data/logs/main.log');
  expect(message).toBe('The database is damaged.');
  expect(detail).toContain('countersign restore <file> --data-dir "/data"');
});

test('a log entry about an error has its kind and place, and never its text', () => {
  const error = Object.assign(new TypeError('the answer was APPROVED'), { code: 'ERR_X' });
  const fields = errorFields(error);
  expect(fields).toMatchObject({ error: 'TypeError', code: 'ERR_X' });
  expect(fields['at']).toMatch(/^at .*crash\.test\.ts/);
  expect(JSON.stringify(fields)).not.toContain('APPROVED');
  expect(errorFields('APPROVED')).toEqual({ error: 'string' });
});
