import { safeStorage } from 'electron';
import { errorCatalogue } from '../../shared/error-catalogue.ts';
import type { Keystore } from './secret-store.ts';

/**
 * The keystore of the system: Keychain, DPAPI, GNOME Keyring or KWallet. Asked only when a secret is kept or used, because a
 * locked keyring asks the person for a password. Chromium's `basic_text` encrypts with a key that everybody knows, so it counts
 * as none.
 */
export const systemKeystore: Keystore = {
  problem: () => (isSafe() ? null : `${errorCatalogue.NO_KEYSTORE.title}.`),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (data) => safeStorage.decryptString(data),
};

function isSafe(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
