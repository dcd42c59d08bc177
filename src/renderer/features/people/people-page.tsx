import { useQuery } from '@tanstack/react-query';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { RolesSection } from './roles-section.tsx';
import { UsersSection } from './users-section.tsx';

const words = strings.people;

/** The users of this account, the roles they are in, and what each of them may do. */
export function PeoplePage({ onBack }: { readonly onBack: () => void }) {
  const info = useQuery(api.account.info.queryOptions()).data;
  const users = useQuery(api.people.users.list.queryOptions());
  const roles = useQuery(api.people.roles.list.queryOptions());
  const error = users.error ?? roles.error;
  const retry = () => void Promise.all([users.refetch(), roles.refetch()]);
  return (
    <Page label={words.region} path={[]} bare onBack={onBack}>
      <PageHeading title={words.region} level={1} />
      {error !== null && <ProblemNotice error={error} onRetry={retry} />}
      {info?.mayAdminister === false && <Notice tone="plain" title={words.notForYou} />}
      {error === null && (users.data === undefined || roles.data === undefined) && <SkeletonPage />}
      {info?.mayAdminister === true && users.data !== undefined && roles.data !== undefined && (
        <>
          <UsersSection users={users.data.users} roles={roles.data.roles} />
          <RolesSection users={users.data.users} roles={roles.data.roles} />
        </>
      )}
    </Page>
  );
}
