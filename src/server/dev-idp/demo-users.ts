export interface DemoUser {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

export const demoHost = { id: '0190c0de-0000-7000-8000-000000000001', name: 'Demo' };

/** Who can sign in where no identity provider is set up. */
export const demoUsers: readonly DemoUser[] = [
  {
    userId: 'alice',
    name: 'Alice Albers',
    email: 'alice@example.com',
    roles: ['approvers', 'reviewers'],
    permissions: ['portal.admin', 'workflow.task.override'],
  },
  {
    userId: 'bob',
    name: 'Bob Baker',
    email: 'bob@example.com',
    roles: ['approvers', 'reviewers'],
    permissions: [],
  },
];
