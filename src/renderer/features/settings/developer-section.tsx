import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { actAs } from '../../app/act-as.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SettingRow, SettingSection } from './setting-row.tsx';

const words = strings.developer;

/** For administrators: this computer as another of its users has it. */
export function DeveloperSection() {
  const info = useQuery(api.account.info.queryOptions()).data;
  const users = useQuery(api.people.users.list.queryOptions()).data?.users ?? [];
  const change = useMutation({ mutationFn: (userId: string | null) => actAs(userId) });
  if (info === undefined) return null;
  const isActing = info.userId !== info.signedInUserId;
  if (!info.mayAdminister && !isActing) return null;
  return (
    <SettingSection title={words.heading}>
      <SettingRow label={words.actAs} text={words.actAsText}>
        <NativeSelect
          aria-label={words.actAs}
          value={info.userId}
          disabled={change.isPending}
          data={users
            .filter((user) => user.active)
            .map(({ userId, name, isOwner }) => ({
              value: userId,
              label: isOwner ? words.yourself(name) : name,
            }))}
          onChange={(event) => {
            const { value } = event.currentTarget;
            change.mutate(value === info.signedInUserId ? null : value);
          }}
        />
      </SettingRow>
      {change.isError && <ProblemNotice error={change.error} />}
    </SettingSection>
  );
}
