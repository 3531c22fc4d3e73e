// Chromium's virtual authenticator (WebDriver extension of WebAuthn level 3 section 11), and pages
// at http://localhost, since no passkey is made for an address.

import { expect, test as base } from './test.mjs';

const VERIFYING = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

export class Authenticator {
  static async in(page, options = {}) {
    const cdp = await page.context().newCDPSession(page);

    await cdp.send('WebAuthn.enable');
    await page.addInitScript(() => {
      const get = navigator.credentials.get.bind(navigator.credentials);

      window.__asked = 0;
      navigator.credentials.get = (options) => {
        window.__asked++;
        return get(options);
      };
    });
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...VERIFYING, ...options },
    });

    return new Authenticator(page, cdp, authenticatorId);
  }

  constructor(page, cdp, authenticatorId) {
    Object.assign(this, { page, cdp, authenticatorId });
  }

  #send(method, more = {}) {
    return this.cdp.send(`WebAuthn.${method}`, { authenticatorId: this.authenticatorId, ...more });
  }

  // Whether the person touches the device as soon as a page asks.
  touches(enabled) {
    return this.#send('setAutomaticPresenceSimulation', { enabled });
  }

  // Touched from now on, and not for what the page offers by autofill, which it has begun to ask.
  async touchesButton() {
    await expect.poll(() => this.page.evaluate(() => window.__asked)).toBeGreaterThan(0);
    await this.touches(true);
  }

  // Whether the person shows the device a finger or a PIN that it knows.
  verifies(isUserVerified) {
    return this.#send('setUserVerified', { isUserVerified });
  }

  async credentials() {
    return (await this.#send('getCredentials')).credentials;
  }

  clear() {
    return this.#send('clearCredentials');
  }
}

export const test = base.extend({
  server: async ({ server }, use) => {
    server.url = server.url.replace('127.0.0.1', 'localhost');
    await use(server);
  },
});
