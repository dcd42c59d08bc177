import { lifecyclePrefix } from '../../service/events/lifecycle-type.ts';

/** The types of the language's events about processes themselves, as a range of an index: `/` comes right after `.`. */
export const isLifecycle = `type >= '${lifecyclePrefix}' AND type < '${lifecyclePrefix.slice(0, -1)}/'`;
