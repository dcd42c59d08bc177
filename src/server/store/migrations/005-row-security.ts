/**
 * Frozen history: never edited once released. What keeps the rows of one host from every other. Times are milliseconds since 1970 UTC; *_json columns hold
 * JSON text.
 */
export const statements: readonly string[] = [
  // Rows of another host do not exist, whatever a statement forgets to say. app.system is set by the few jobs that look after all
  // hosts: they read what is due, and work on it as the host that it belongs to.
  ...[
    'app_user',
    'user_permission',
    'role',
    'role_member',
    'device',
    'workflow',
    'process',
    'task',
    'task_retry',
    'effect',
    'wake_outbox',
    'event',
    'listener',
    'schedule',
    'schedule_type',
    'publication',
    'assignment',
    'assignment_history',
    'command',
    'draft',
    'message',
    'message_version',
    'mention',
    'discussion_reader',
    'discussion_unread',
    'blob_piece',
    'upload',
    'upload_piece',
    'file',
    'feed_head',
    'feed_entry',
  ].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY own_host ON ${table}
      USING (host_id = nullif(current_setting('app.host_id', true), '')::uuid)
      WITH CHECK (host_id = nullif(current_setting('app.host_id', true), '')::uuid)`,
  ]),
  `ALTER TABLE host ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE host FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY own_host ON host
    USING (id = nullif(current_setting('app.host_id', true), '')::uuid
      OR current_setting('app.system', true) = 'on')
    WITH CHECK (id = nullif(current_setting('app.host_id', true), '')::uuid
      OR current_setting('app.system', true) = 'on')`,
  ...['wake_outbox', 'process', 'schedule', 'assignment', 'event', 'upload', 'device'].map(
    (table) =>
      `CREATE POLICY system_job ON ${table} FOR SELECT USING (current_setting('app.system', true) = 'on')`,
  ),
];
