// Ceremonies with passkeys, and the calls around them. What talks to the browser is loaded when it
// is needed.

import { authClient } from '../../api/http/auth-client';
import type { AuthAnswer, AuthError } from './auth-problems';
import { ADDRESS } from '../../api/http/place';

export interface Passkey {
  id: string;
  name: string | null;
  createdAt: Date | null;
  lastUsedAt?: Date | null;
  backedUp: boolean;
}

type Browser = typeof import('@simplewebauthn/browser');
type Answer<T> = Promise<AuthAnswer<T>>;

interface CallOptions {
  onError?(context: { response?: Response }): void;
}

// The person, or a second ceremony, has ended this one: nothing to complain of.
const CANCELLED: AuthError = { status: 400, code: 'CANCELLED' };

export const wasCancelled = (error: AuthError): boolean => error.code === CANCELLED.code;

export function worksHere(): boolean {
  return typeof PublicKeyCredential === 'function' && !ADDRESS.test(location.hostname);
}

const REASONS: Record<string, AuthError> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: { status: 400, code: 'PREVIOUSLY_REGISTERED' },
  ERROR_INVALID_DOMAIN: { status: 400, code: 'PASSKEYS_NOT_HERE' },
  ERROR_INVALID_RP_ID: { status: 400, code: 'PASSKEYS_NOT_HERE' },
  ERROR_CEREMONY_ABORTED: CANCELLED,
};

export function reasonOf(error: unknown): AuthError {
  const { name, code = '' } = error as { name?: string; code?: string };

  if (REASONS[code]) return REASONS[code];
  return name === 'NotAllowedError' || name === 'AbortError'
    ? CANCELLED // a browser tells no more, so that a page does not learn who has passkeys
    : { status: 400 };
}

function get<T>(path: string, options: CallOptions): Answer<T> {
  return authClient.$fetch(path, { method: 'GET', ...options }) as Answer<T>;
}

function post<T>(path: string, body: object, options: CallOptions): Answer<T> {
  return authClient.$fetch(path, { method: 'POST', body, ...options }) as Answer<T>;
}

let turn = 0; // of the ceremony that began last: an earlier one does not go on
let talk: Promise<unknown> = Promise.resolve(); // the last with the server

// The server knows one challenge of this browser, by a cookie, which each of its answers replaces:
// a ceremony waits for the answer to the one before.
function said<T>(answer: Promise<T>): Promise<T> {
  talk = answer.catch(() => undefined);
  return answer;
}

// Asks the server for options, has the browser answer them, and sends the answer.
async function ceremony<T, Options>(
  [begin, end]: [string, string],
  answer: (browser: Browser, options: Options) => Promise<object>,
  more: object,
  options: CallOptions,
): Answer<T> {
  const mine = ++turn;
  const over = { data: null, error: CANCELLED };

  await talk;
  if (mine !== turn) return over;
  const [browser, begun] = await said(
    Promise.all([import('@simplewebauthn/browser'), get<Options>(begin, options)]),
  );

  if (mine !== turn) return over;
  if (!begun.data) return { data: null, error: begun.error };
  let response: object;

  try {
    response = await answer(browser, begun.data);
  } catch (error) {
    return { data: null, error: reasonOf(error) };
  }
  return mine === turn ? said(post<T>(end, { ...more, response }, options)) : over;
}

// With autofill the browser offers passkeys in the field that asks for them, until one is chosen or
// another ceremony begins.
export async function signInWithPasskey(
  useBrowserAutofill: boolean,
  options: CallOptions,
): Answer<unknown> {
  const answer = await ceremony<unknown, PublicKeyCredentialRequestOptionsJSON>(
    ['/passkey/generate-authenticate-options', '/passkey/verify-authentication'],
    ({ startAuthentication }, optionsJSON) =>
      startAuthentication({ optionsJSON: optionsJSON as never, useBrowserAutofill }),
    {},
    options,
  );

  if (answer.data) authClient.$store.notify('$sessionSignal');
  return answer;
}

export async function autofillIsThere(): Promise<boolean> {
  return worksHere() && Boolean(await PublicKeyCredential.isConditionalMediationAvailable?.());
}

export async function endCeremony(): Promise<void> {
  turn++;
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser');

  WebAuthnAbortService.cancelCeremony();
}

export function addPasskey(name: string, options: CallOptions): Answer<Passkey> {
  return ceremony<Passkey, PublicKeyCredentialCreationOptionsJSON>(
    ['/passkey/generate-register-options', '/passkey/verify-registration'],
    ({ startRegistration }, optionsJSON) =>
      startRegistration({ optionsJSON: optionsJSON as never }),
    { name },
    options,
  );
}

export const listPasskeys = (options: CallOptions) =>
  get<Passkey[]>('/passkey/list-user-passkeys', options);

export const renamePasskey = (id: string, name: string, options: CallOptions) =>
  post<unknown>('/passkey/update-passkey', { id, name }, options);

export const removePasskey = (id: string, options: CallOptions) =>
  post<unknown>('/passkey/delete-passkey', { id }, options);
