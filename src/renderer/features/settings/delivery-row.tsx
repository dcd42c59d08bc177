import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { AppInfo } from '../../../shared/contract/desktop.ts';
import { api, client } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SettingRow } from './setting-row.tsx';
import classes from './settings.module.css';

const text = strings.settings;

/** How notifications reach the desktop, what keeps them from it, and a way to see one. */
export function DeliveryRow() {
  const delivery = useQuery(api.desktop.info.queryOptions()).data?.notificationDelivery;
  const test = useMutation({ mutationFn: () => client.desktop.testNotification() });
  return (
    <>
      <SettingRow label={text.delivery} text={delivery === undefined ? undefined : inWords(delivery)}>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {text.test}
        </Button>
      </SettingRow>
      <output className={classes.result}>
        {test.data?.shown === true && text.testShown}
        {test.data?.shown === false && [text.testNotShown, test.data.problem ?? ''].join(' ').trim()}
      </output>
      {test.isError && <ProblemNotice error={test.error} />}
    </>
  );
}

function inWords({ kind, actions, problem }: AppInfo['notificationDelivery']): string {
  const buttons = kind === 'none' ? '' : `, ${actions ? text.withButtons : text.withoutButtons}`;
  return `${text.deliveries[kind]}${buttons}.${problem === null ? '' : ` ${problem}`}`;
}
