/** What expressions see as `$runtime`. A test holds the version against package.json. */
export const runtime = { name: 'Countersign', version: '0.1.0', metadata: {} };
