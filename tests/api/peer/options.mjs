// The settings of the server under test, said in Better Auth's own words.

const UNSET = undefined;
const UNITS = { s: 1, m: 60, h: 3600, d: 86400 };

// "90s", "15m", "7d", or seconds.
function secondsOf(text) {
  const [, count, unit] = /^(\d+)([smhd]?)$/.exec(text);
  return Number(count) * (UNITS[unit] ?? 1);
}

// Only what is set: Better Auth has its own default for the rest.
function only(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== UNSET));
}

// Columns of one's own: a default that is the time, and without what only Ostiary knows.
function fieldsOf(env, table) {
  const fields = env.OSTIARY_FIELDS ? JSON.parse(env.OSTIARY_FIELDS)[table]?.additionalFields : {};
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, { token: _, ...field }]) => [
      name,
      field.type === 'date' && field.defaultValue === 'now'
        ? { ...field, defaultValue: () => new Date() }
        : field,
    ]),
  );
}

// "/sign-in/email=5/60s,/ok=off"
function rulesOf(text) {
  const rules = text.split(',').map((rule) => {
    const [, path, max, window] = /^([^=]+)=(\w+)(?:\/(\w+))?$/.exec(rule);
    return [path, max === 'off' ? false : { max: Number(max), window: secondsOf(window) }];
  });
  return Object.fromEntries(rules);
}

// `mail(kind, recipient, url)` is given every mail that would go out.
export function optionsOf(env, mail) {
  const on = (name, byDefault = false) => (env[name] ? env[name] === 'on' : byDefault);
  const said = (name) => (env[name] === 'on' ? true : env[name] === 'off' ? false : UNSET);
  const seconds = (name) => (env[name] ? secondsOf(env[name]) : UNSET);
  const number = (name) => (env[name] ? Number(env[name]) : UNSET);
  const text = (name) => env[name] || UNSET;
  const list = (name) => (env[name] ? env[name].split(',') : []);
  const audience = list('JWT_AUDIENCE');

  return {
    basePath: env.OSTIARY_BASE_PATH || '/api/auth',
    secret: text('BETTER_AUTH_SECRET'), // it reads BETTER_AUTH_SECRETS itself
    trustedOrigins: list('BETTER_AUTH_TRUSTED_ORIGINS'),
    telemetry: { enabled: false },
    disabledPaths: list('OSTIARY_DISABLED_PATHS'),
    session: only({
      additionalFields: fieldsOf(env, 'session'),
      expiresIn: seconds('OSTIARY_SESSION_EXPIRES_IN'),
      updateAge: seconds('OSTIARY_SESSION_UPDATE_AGE'),
      freshAge: seconds('OSTIARY_SESSION_FRESH_AGE'),
      deferSessionRefresh: said('OSTIARY_SESSION_DEFER_REFRESH'),
      disableSessionRefresh: said('OSTIARY_SESSION_DISABLE_REFRESH'),
      cookieCache: cookieCache(env, seconds),
    }),
    advanced: only({
      cookiePrefix: text('OSTIARY_COOKIE_PREFIX'),
      useSecureCookies: said('OSTIARY_SECURE_COOKIES'),
      crossSubDomainCookies: on('OSTIARY_CROSS_SUBDOMAIN_COOKIES')
        ? only({ enabled: true, domain: text('OSTIARY_COOKIE_DOMAIN') })
        : UNSET,
      database: env.OSTIARY_ID === 'uuid' ? { generateId: 'uuid' } : UNSET,
      ipAddress: env.OSTIARY_TRUSTED_PROXIES
        ? only({
            trustedProxies: list('OSTIARY_TRUSTED_PROXIES'),
            ipAddressHeaders: env.OSTIARY_IP_HEADER ? list('OSTIARY_IP_HEADER') : UNSET,
            ipv6Subnet: number('OSTIARY_IPV6_PREFIX'),
          })
        : UNSET,
    }),
    rateLimit: only({
      enabled: on('OSTIARY_RATE_LIMIT'),
      window: seconds('OSTIARY_RATE_LIMIT_WINDOW'),
      max: number('OSTIARY_RATE_LIMIT_MAX'),
      storage: text('OSTIARY_RATE_LIMIT_STORAGE'),
      customRules: env.OSTIARY_RATE_LIMIT_RULES ? rulesOf(env.OSTIARY_RATE_LIMIT_RULES) : UNSET,
    }),
    emailAndPassword: only({
      enabled: true,
      minPasswordLength: number('OSTIARY_PASSWORD_MIN_LENGTH'),
      maxPasswordLength: number('OSTIARY_PASSWORD_MAX_LENGTH'),
      disableSignUp: env.OSTIARY_SIGN_UP === 'off',
      autoSignIn: said('OSTIARY_AUTO_SIGN_IN'),
      requireEmailVerification: said('OSTIARY_REQUIRE_EMAIL_VERIFICATION'),
      revokeSessionsOnPasswordReset: said('OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET'),
      resetPasswordTokenExpiresIn: seconds('OSTIARY_PASSWORD_RESET_EXPIRES_IN'),
      sendResetPassword: on('OSTIARY_PASSWORD_RESET', true)
        ? async ({ user, url }) => mail('reset-password', user.email, url)
        : UNSET,
    }),
    verification: only({ storeIdentifier: text('OSTIARY_STORE_IDENTIFIER') }),
    emailVerification: only({
      sendOnSignUp: said('OSTIARY_SEND_VERIFICATION_ON_SIGN_UP'),
      sendOnSignIn: said('OSTIARY_SEND_VERIFICATION_ON_SIGN_IN'),
      autoSignInAfterVerification: said('OSTIARY_AUTO_SIGN_IN_AFTER_VERIFICATION'),
      expiresIn: seconds('OSTIARY_EMAIL_VERIFICATION_EXPIRES_IN'),
      sendVerificationEmail: on('OSTIARY_EMAIL_VERIFICATION', true)
        ? async ({ user, url }) => mail('verify-email', user.email, url)
        : UNSET,
    }),
    user: {
      additionalFields: fieldsOf(env, 'user'),
      changeEmail: only({
        enabled: on('OSTIARY_CHANGE_EMAIL'),
        updateEmailWithoutVerification: said('OSTIARY_CHANGE_EMAIL_WITHOUT_VERIFICATION'),
        sendChangeEmailConfirmation: on('OSTIARY_CHANGE_EMAIL_CONFIRMATION')
          ? async ({ user, url }) => mail('change-email', user.email, url)
          : UNSET,
      }),
      deleteUser: only({
        enabled: on('OSTIARY_DELETE_USER', true),
        deleteTokenExpiresIn: seconds('OSTIARY_DELETE_USER_EXPIRES_IN'),
        sendDeleteAccountVerification: on('OSTIARY_DELETE_USER_CONFIRMATION')
          ? async ({ user, url }) => mail('delete-account', user.email, url)
          : UNSET,
      }),
    },
    jwt: {
      jwks: only({
        keyPairConfig: { alg: env.JWKS_ALG || 'RS256' },
        disablePrivateKeyEncryption: env.PEER_CLEAR_KEYS === 'on' || UNSET,
        rotationInterval:
          env.OSTIARY_KEY_ROTATION === 'off' ? UNSET : seconds('OSTIARY_KEY_ROTATION'),
        gracePeriod: seconds('OSTIARY_KEY_GRACE'),
      }),
      jwt: only({
        expirationTime: env.JWT_EXPIRES_IN || '24h',
        issuer: text('JWT_ISSUER'),
        audience: audience.length > 1 ? audience : audience[0],
      }),
    },
  };
}

function cookieCache(env, seconds) {
  const strategy = env.OSTIARY_COOKIE_CACHE;
  if (!strategy || strategy === 'off') return UNSET;
  return only({
    enabled: true,
    strategy,
    maxAge: seconds('OSTIARY_COOKIE_CACHE_MAX_AGE'),
    version: env.OSTIARY_COOKIE_CACHE_VERSION || UNSET,
  });
}
