export { signInAs } from '../../../scripts/lib/person-in-browser.mjs';
