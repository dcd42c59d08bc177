import { Permission } from '../../shared/permissions.ts';
import { describeDevices, registerDevice, revokeDevice } from '../auth/devices.ts';
import type { ServerParts } from '../server-parts.ts';
import { hostName } from '../store/sign-ins.ts';
import type { Base } from './base.ts';

/** What a client asks about the server, about itself, and about the devices of its user. */
export function syncHandlers(base: Base, parts: ServerParts) {
  const { sync } = base;
  return sync.router({
    handshake: sync.handshake.handler(() => parts.handshake),
    me: sync.me.handler(async ({ context }) => {
      const { hostId, actor, userName, scopes } = context;
      return {
        hostId,
        hostName: await parts.db.read(hostId, hostName),
        userId: actor.userId,
        userName,
        permissions: Permission.options.filter((permission) => actor.permissions.has(permission)),
        scopes: [...scopes],
      };
    }),
    devices: {
      list: sync.devices.list.handler(async ({ context, input }) => ({
        devices: await describeDevices(parts, context, input),
      })),
      register: sync.devices.register.handler(({ context, input }) => registerDevice(parts, context, input)),
      revoke: sync.devices.revoke.handler(({ context, input }) => revokeDevice(parts, context, input)),
    },
  });
}
