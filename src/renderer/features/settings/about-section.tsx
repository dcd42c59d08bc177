import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, client } from '../../app/api.ts';
import { ShortcutKeys } from '../../app/shortcut-keys.tsx';
import { helpOpen } from '../../app/shortcuts-help.tsx';
import { shortcuts } from '../../app/shortcuts.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SettingRow, SettingSection } from './setting-row.tsx';
import classes from './settings.module.css';

const text = strings.settings;

/** Versions, and where this computer keeps what it knows. */
export function AboutSection() {
  const info = useQuery(api.desktop.info.queryOptions()).data;
  const reveal = useMutation({ mutationFn: () => client.desktop.revealDataFolder() });
  return (
    <SettingSection title={text.about}>
      <SettingRow label={text.keys}>
        <Button
          variant="default"
          rightSection={<ShortcutKeys keys={shortcuts.help.keys[0]} />}
          onClick={() => helpOpen.set(true)}
        >
          {text.showKeys}
        </Button>
      </SettingRow>
      {info !== undefined && (
        <>
          <SettingRow label={text.version}>
            <Value value={`${strings.app.name} ${info.version}`} />
          </SettingRow>
          <SettingRow label={text.runtime}>
            <Value value={`Electron ${info.electron} · Node ${info.node} · ${info.platform}`} />
          </SettingRow>
          <SettingRow label={text.dataFolder} text={info.dataFolder}>
            <Button variant="default" onClick={() => reveal.mutate()}>
              {text.reveal}
            </Button>
          </SettingRow>
          <SettingRow label={text.logFile} text={info.logFile}>
            {null}
          </SettingRow>
          {reveal.isError && <ProblemNotice error={reveal.error} />}
        </>
      )}
    </SettingSection>
  );
}

function Value({ value }: { readonly value: string }) {
  return (
    <span className={classes.value} data-selectable>
      {value}
    </span>
  );
}
