import { SegmentedControl, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../shared/contract/desktop.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { AboutSection } from './about-section.tsx';
import { AccountsSection } from './accounts/accounts-section.tsx';
import { DeliveryRow } from './delivery-row.tsx';
import { DeveloperSection } from './developer-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { SecretsSection } from './secrets-section.tsx';
import { SettingRow, SettingSection } from './setting-row.tsx';

const text = strings.settings;

/** What the person can choose about this window and this computer; every choice takes effect at once. */
export function SettingsPage({ onBack }: { readonly onBack: () => void }) {
  const settings = useQuery(api.desktop.settings.get.queryOptions());
  return (
    <Page label={text.region} path={[]} bare onBack={onBack}>
      <PageHeading title={text.region} level={1} />
      {settings.isPending && <SkeletonPage />}
      {settings.isError && <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && <Choices settings={settings.data} />}
    </Page>
  );
}

function Choices({ settings }: { readonly settings: Settings }) {
  const mayAdminister = useQuery(api.account.info.queryOptions()).data?.mayAdminister === true;
  const change = useMutation({
    mutationFn: (wanted: Partial<Settings>) => client.desktop.settings.change(wanted),
    onSuccess: (changed) => queryClient.setQueryData(api.desktop.settings.get.queryKey(), changed),
  });
  return (
    <>
      {change.isError && <ProblemNotice error={change.error} />}
      <AccountsSection />
      <SettingSection title={text.appearance}>
        <SettingRow label={text.colorScheme}>
          <Choice
            label={text.colorScheme}
            labels={text.colorSchemes}
            value={settings.colorScheme}
            onChange={(colorScheme) => change.mutate({ colorScheme })}
          />
        </SettingRow>
        <SettingRow label={text.contrast} text={text.contrastText}>
          <Choice
            label={text.contrast}
            labels={text.contrasts}
            value={settings.contrast}
            onChange={(contrast) => change.mutate({ contrast })}
          />
        </SettingRow>
      </SettingSection>
      <SettingSection title={text.notifications}>
        <SettingRow label={text.notify} text={text.notifyText}>
          <Choice
            label={text.notify}
            labels={text.notifyChoices}
            value={settings.notifications}
            onChange={(notifications) => change.mutate({ notifications })}
          />
        </SettingRow>
        <DeliveryRow />
      </SettingSection>
      <SettingSection title={text.window}>
        <SettingRow label={text.closeToTray} text={text.closeToTrayText}>
          <Switch
            aria-label={text.closeToTray}
            checked={settings.closeToTray}
            onChange={(event) => change.mutate({ closeToTray: event.currentTarget.checked })}
          />
        </SettingRow>
      </SettingSection>
      <PolicySection settings={settings} onChange={(policy) => change.mutate({ policy })} />
      {mayAdminister && <SecretsSection />}
      <DeveloperSection />
      <AboutSection />
    </>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly labels: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, labels, value, onChange }: ChoiceProps<T>) {
  const values = Object.keys(labels) as T[];
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      onChange={onChange}
      data={values.map((candidate) => ({ value: candidate, label: labels[candidate] }))}
    />
  );
}
