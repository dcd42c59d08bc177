import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './base.ts';

/** What the person has chosen about this window and its notifications; kept by the app, not by an account. */
export const Settings = z.object({
  colorScheme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'normal', 'high']),
  notifications: z.enum(['all', 'high-risk', 'none']),
  closeToTray: z.boolean(),
  /** What workflows may do on this computer; switched by administrators. */
  policy: z.object({
    /** Whether `run: shell` runs commands as the person who is logged in. */
    allowShell: z.boolean(),
  }),
});
export type Settings = z.infer<typeof Settings>;

export const AppInfo = z.object({
  version: z.string(),
  electron: z.string(),
  node: z.string(),
  platform: z.string(),
  dataFolder: z.string(),
  logFile: z.string(),
  /** How notifications reach the desktop: with buttons, without, or not at all (and why). */
  notificationDelivery: z.object({
    kind: z.enum(['dbus', 'electron', 'none']),
    actions: z.boolean(),
    problem: z.string().nullable(),
  }),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** Where the window is asked to go: by a click on a notification, by the tray, by a second start. Navigates, never decides. */
export const Navigation = z.discriminatedUnion('to', [
  z.object({ to: z.literal('inbox') }),
  z.object({ to: z.literal('task'), taskAsstId: z.uuid() }),
]);
export type Navigation = z.infer<typeof Navigation>;

/** Names only: a value goes in and never comes out again. `problem` says why none can be kept here; null: they can. */
export const SecretList = z.object({ names: z.array(z.string()), problem: z.string().nullable() });
export type SecretList = z.infer<typeof SecretList>;

/** As a definition names it under `use.secrets`. */
export const SecretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/);

const listSecrets = procedure.output(SecretList);
/** A value that is a JSON object is one, so that `use: name` finds its fields; everything else is text. */
const setSecret = procedure
  .input(z.object({ name: SecretName, value: z.string().min(1).max(100_000) }))
  .output(SecretList);
const removeSecret = procedure.input(z.object({ name: SecretName })).output(SecretList);

/** As whom this window acts; null: as who is signed in. Forgotten when the app ends. Only for administrators. */
export const ActingUser = z.object({ userId: z.string().nullable() });
export type ActingUser = z.infer<typeof ActingUser>;

const getActingUser = procedure.output(ActingUser);
const setActingUser = procedure.input(ActingUser).output(ActingUser);

const getSettings = procedure.output(Settings);
const changeSettings = procedure.input(Settings.partial()).output(Settings);
const appInfo = procedure.output(AppInfo);
const navigations = procedure.output(eventIterator(Navigation));
const openExternal = procedure.input(z.object({ url: z.url({ protocol: /^https$/ }) })).output(z.object({}));
const revealDataFolder = procedure.output(z.object({}));
/** Asks the person where to, then writes it there. `saved` false: they chose nothing. */
const saveFile = procedure
  .input(z.object({ taskAsstId: z.uuid(), fileId: z.uuid() }))
  .output(z.object({ saved: z.boolean() }));
const testNotification = procedure.output(z.object({ shown: z.boolean(), problem: z.string().nullable() }));

/** Only the window speaks this part, over its port; it is not served on the local socket. */
export const desktop = {
  settings: { get: getSettings, change: changeSettings },
  actingUser: { get: getActingUser, set: setActingUser },
  secrets: { list: listSecrets, set: setSecret, remove: removeSecret },
  info: appInfo,
  navigations,
  openExternal,
  revealDataFolder,
  saveFile,
  testNotification,
};
