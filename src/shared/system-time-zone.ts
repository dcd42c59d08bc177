/** The IANA name of the time zone that this machine is set to. */
export const systemTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
