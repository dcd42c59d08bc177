import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../shared/contract/desktop.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { SettingRow, SettingSection } from './setting-row.tsx';

const text = strings.settings;

interface PolicySectionProps {
  readonly settings: Settings;
  readonly onChange: (policy: Settings['policy']) => void;
}

/** What workflows may do on this computer: off until somebody who may decides otherwise, with what that means beside it. */
export function PolicySection({ settings, onChange }: PolicySectionProps) {
  const mayOperate = useQuery(api.account.info.queryOptions()).data?.mayOperate === true;
  return (
    <SettingSection title={text.policy}>
      <SettingRow label={text.allowShell} text={text.allowShellText}>
        <Switch
          aria-label={text.allowShell}
          checked={settings.policy.allowShell}
          disabled={!mayOperate}
          onChange={(event) => onChange({ ...settings.policy, allowShell: event.currentTarget.checked })}
        />
      </SettingRow>
    </SettingSection>
  );
}
