/** `node sign-in-as.mjs <user> <address>`: what the stand-in for a browser runs. */

import { signInAs } from './person-in-browser.mjs';

const [user = '', address = ''] = process.argv.slice(2);
await signInAs(user, address);
