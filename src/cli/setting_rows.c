#include "cli/setting_rows.h"

#include "core/limits.h"

/* clang-format off */
const struct setting_row setting_rows[SETTINGS] = {
	[SETTING_DATA] = {
		"data", { "OSTIARY_DATA" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"folder of the database and the secret; default $STATE_DIRECTORY, "
		"$XDG_DATA_HOME/ostiary or ~/.local/share/ostiary" },
	[SETTING_LISTEN] = {
		"listen", { "OSTIARY_LISTEN" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"address and port in one, such as 0.0.0.0:8080 or [::1]:8080" },
	[SETTING_HOST] = {
		"host", { "HOST" }, SETTING_TEXT, "127.0.0.1", 0, 0, NULL,
		"address to listen on" },
	[SETTING_PORT] = {
		"port", { "PORT" }, SETTING_INTEGER, "8080", 0, 65535, NULL,
		"port to listen on; 0 takes any free one" },
	[SETTING_DATABASE] = {
		"database", { "DATABASE_URL" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"sqlite:PATH, a path, or postgres://USER@HOST/DATABASE; one with a password belongs into "
		"the file of DATABASE_URL_FILE, because flags are seen by others; default ostiary.db in the "
		"data folder" },
	[SETTING_DB_SCHEMA] = {
		"database-schema", { "OSTIARY_DB_SCHEMA" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"PostgreSQL schema of the tables (Neon: neon_auth); default what the server's "
		"search_path says" },
	[SETTING_PG_POOL] = {
		"pg-pool", { "OSTIARY_PG_POOL" }, SETTING_INTEGER, NULL, 1, LIMIT_PG_POOL, NULL,
		"connections to PostgreSQL; default two per core and four" },
	[SETTING_PG_PREPARE] = {
		"pg-prepare", { "OSTIARY_PG_PREPARE" }, SETTING_CHOICE, "auto", 0, 0, "auto on off",
		"prepared statements on PostgreSQL; auto does without behind a transaction pooler" },
	[SETTING_SECRET] = {
		NULL, { "BETTER_AUTH_SECRET", "AUTH_SECRET" }, SETTING_SECRET_TEXT, NULL, 0, 0, NULL,
		"signs cookies and seals the signing keys, at least 32 bytes; made once and kept in "
		"the data folder when it is not given" },
	[SETTING_SECRETS] = {
		NULL, { "BETTER_AUTH_SECRETS" }, SETTING_SECRET_LIST, NULL, 0, 0, NULL,
		"secrets with versions, such as 2:NEW,1:OLD: the first signs and seals, the others and "
		"BETTER_AUTH_SECRET open what they have sealed" },
	[SETTING_BASE_URL] = {
		"base-url", { "BETTER_AUTH_URL" }, SETTING_URL, NULL, 0, 0, NULL,
		"how the outside world reaches this server; default the listening address" },
	[SETTING_TRUSTED_ORIGINS] = {
		"trusted-origins", { "BETTER_AUTH_TRUSTED_ORIGINS" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"further origins that may sign people in, separated by commas" },
	[SETTING_JWT_ISSUER] = {
		"jwt-issuer", { "JWT_ISSUER" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"iss of the tokens; default the origin of the base URL" },
	[SETTING_JWT_AUDIENCE] = {
		"jwt-audience", { "JWT_AUDIENCE" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"aud of the tokens; default the origin of the base URL" },
	[SETTING_JWT_EXPIRES_IN] = {
		"jwt-expires-in", { "JWT_EXPIRES_IN" }, SETTING_DURATION, "24h", 1, 366 * 86400, NULL,
		"how long a token is good" },
	[SETTING_JWKS_ALG] = {
		"jwks-alg", { "JWKS_ALG" }, SETTING_CHOICE, "RS256", 0, 0,
		"RS256 PS256 ES256 ES512 EdDSA",
		"algorithm of new signing keys" },
	[SETTING_RSA_BITS] = {
		"rsa-bits", { "OSTIARY_RSA_BITS" }, SETTING_INTEGER, "2048", 2048, 4096, NULL,
		"length of new RSA signing keys" },
	[SETTING_KEY_ROTATION] = {
		"key-rotation", { "OSTIARY_KEY_ROTATION" }, SETTING_DURATION, "30d", 600, 3660 * 86400,
		"off",
		"how long a key signs before the next one does, or" },
	[SETTING_KEY_PENDING] = {
		"key-pending", { "OSTIARY_KEY_PENDING" }, SETTING_DURATION, "10m", 240, 366 * 86400, NULL,
		"how long the next key is published before it signs" },
	[SETTING_KEY_GRACE] = {
		"key-grace", { "OSTIARY_KEY_GRACE" }, SETTING_DURATION, NULL, 61, 3660 * 86400, NULL,
		"how long a key stays published after it signed; default 30d, or what long tokens need" },
	[SETTING_KEYS_DIR] = {
		"signing-keys-dir", { "OSTIARY_SIGNING_KEYS_DIR" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"folder with a PEM file per key, named KID.pem, for keys that are managed elsewhere" },
	[SETTING_NOT_BEFORE] = {
		"not-before", { "OSTIARY_NOT_BEFORE" }, SETTING_CHOICE, "off", 0, 0, "on off",
		"whether tokens of users who are thrown out are refused before they expire" },
	[SETTING_NOT_BEFORE_INTERVAL] = {
		"not-before-interval", { "OSTIARY_NOT_BEFORE_INTERVAL" }, SETTING_DURATION, "30s", 1, 3600, NULL,
		"of --role tasks: how often the issuer is asked who was thrown out" },
	[SETTING_NOT_BEFORE_URL] = {
		"not-before-url", { "OSTIARY_NOT_BEFORE_URL" }, SETTING_URL, NULL, 0, 0, NULL,
		"of --role tasks: where that is; default what the issuer says, or beside the JWKS" },
	[SETTING_ROLE] = {
		"role", { "OSTIARY_ROLE" }, SETTING_CHOICE, "all", 0, 0, "all auth tasks",
		"the issuer and the task API, or one of them" },
	[SETTING_JWKS_URL] = {
		"jwks-url", { "JWKS_URL" }, SETTING_URL, NULL, 0, 0, NULL,
		"of --role tasks: where the issuer's keys are" },
	[SETTING_ISSUER_URL] = {
		"issuer", { "OSTIARY_ISSUER" }, SETTING_URL, NULL, 0, 0, NULL,
		"of --role tasks: the issuer that says in its openid-configuration where its keys are" },
	[SETTING_JWKS_TTL] = {
		"jwks-ttl", { "OSTIARY_JWKS_TTL" }, SETTING_DURATION, "1h", 1, 86400, NULL,
		"of --role tasks: fetched keys are asked for anew after this at the latest" },
	[SETTING_JWKS_COOLDOWN] = {
		"jwks-cooldown", { "OSTIARY_JWKS_COOLDOWN" }, SETTING_DURATION, "30s", 1, 86400, NULL,
		"of --role tasks: least time between two fetches for the sake of an unknown key" },
	[SETTING_JWKS_HTTP] = {
		"jwks-http", { "OSTIARY_JWKS_HTTP" }, SETTING_CHOICE, "loopback", 0, 0, "loopback anywhere",
		"of --role tasks: where keys may be fetched from without TLS" },
	[SETTING_SIGN_IN_URL] = {
		"sign-in-url", { "OSTIARY_SIGN_IN_URL" }, SETTING_URL, NULL, 0, 0, NULL,
		"page where forward authentication sends browsers; default /sign-in of the web UI" },
	[SETTING_BASE_PATH] = {
		"base-path", { "OSTIARY_BASE_PATH" }, SETTING_TEXT,
		"/api/auth", 0, 0, NULL,
		"path of the issuer, when the base URL has none" },
	[SETTING_SESSION_EXPIRES_IN] = {
		"session-expires-in", { "OSTIARY_SESSION_EXPIRES_IN" }, SETTING_DURATION,
		"7d", 60, 400 * 86400, NULL,
		"life of a session, which begins anew when it is renewed" },
	[SETTING_SESSION_UPDATE_AGE] = {
		"session-update-age", { "OSTIARY_SESSION_UPDATE_AGE" }, SETTING_DURATION,
		"1d", 0, 400 * 86400, NULL,
		"a session older than this is renewed when it is used" },
	[SETTING_SESSION_FRESH_AGE] = {
		"session-fresh-age", { "OSTIARY_SESSION_FRESH_AGE" }, SETTING_DURATION,
		"1d", 0, 400 * 86400, NULL,
		"a session younger than this may do what is delicate without a password; 0: any may" },
	[SETTING_SESSION_MAX_LIFE] = {
		"session-max-life", { "OSTIARY_SESSION_MAX_LIFE" }, SETTING_DURATION,
		"off", 60, 3660 * 86400, "off",
		"how long a session may last however often it is renewed, or" },
	[SETTING_SESSION_DEFER_REFRESH] = {
		"session-defer-refresh", { "OSTIARY_SESSION_DEFER_REFRESH" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"looking at a session never renews it; POST /get-session does" },
	[SETTING_SESSION_DISABLE_REFRESH] = {
		"session-disable-refresh", { "OSTIARY_SESSION_DISABLE_REFRESH" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"sessions are never renewed" },
	[SETTING_COOKIE_CACHE] = {
		"cookie-cache", { "OSTIARY_COOKIE_CACHE" }, SETTING_CHOICE,
		"off", 0, 0, "off compact jwt jwe",
		"session and user in a cookie, signed (compact, jwt) or encrypted (jwe), to spare the database" },
	[SETTING_COOKIE_CACHE_MAX_AGE] = {
		"cookie-cache-max-age", { "OSTIARY_COOKIE_CACHE_MAX_AGE" }, SETTING_DURATION,
		"5m", 1, 400 * 86400, NULL,
		"how long that cookie is believed, also after its session was ended elsewhere" },
	[SETTING_COOKIE_CACHE_VERSION] = {
		"cookie-cache-version", { "OSTIARY_COOKIE_CACHE_VERSION" }, SETTING_TEXT,
		"1", 0, 0, NULL,
		"such cookies of another version are not believed" },
	[SETTING_COOKIE_PREFIX] = {
		"cookie-prefix", { "OSTIARY_COOKIE_PREFIX" }, SETTING_TEXT,
		"better-auth", 0, 0, NULL,
		"first part of the names of the cookies" },
	[SETTING_CROSS_SUBDOMAIN] = {
		"cross-subdomain-cookies", { "OSTIARY_CROSS_SUBDOMAIN_COOKIES" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"cookies are for the subdomains of the cookie domain as well" },
	[SETTING_COOKIE_DOMAIN] = {
		"cookie-domain", { "OSTIARY_COOKIE_DOMAIN" }, SETTING_TEXT,
		NULL, 0, 0, NULL,
		"domain of such cookies; default the host of the base URL" },
	[SETTING_SECURE_COOKIES] = {
		"secure-cookies", { "OSTIARY_SECURE_COOKIES" }, SETTING_CHOICE,
		"auto", 0, 0, "auto on off",
		"whether cookies travel by https only; auto: when the base URL is https" },
	[SETTING_ID] = {
		"id", { "OSTIARY_ID" }, SETTING_CHOICE, "auto", 0, 0, "auto text uuid",
		"what new rows are named by; auto: text, but uuid where the columns are of that type" },
	[SETTING_PASSWORD_HASH] = {
		"password-hash", { "OSTIARY_PASSWORD_HASH" }, SETTING_CHOICE, "auto", 0, 0,
		"auto scrypt argon2id",
		"how new passwords are kept; auto: argon2id, but scrypt in a database that Better Auth "
		"made, so that it can come back" },
	[SETTING_PASSWORD_MIN] = {
		"password-min-length", { "OSTIARY_PASSWORD_MIN_LENGTH" }, SETTING_INTEGER,
		"8", 1, 1024, NULL,
		"shortest new password, in UTF-16 units" },
	[SETTING_PASSWORD_MAX] = {
		"password-max-length", { "OSTIARY_PASSWORD_MAX_LENGTH" }, SETTING_INTEGER,
		"128", 8, 4096, NULL,
		"longest password" },
	[SETTING_PASSWORD_BLOCKLIST] = {
		"password-blocklist", { "OSTIARY_PASSWORD_BLOCKLIST" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether the most used passwords are refused as new ones" },
	[SETTING_BLOCKED_PASSWORDS] = {
		"blocked-passwords", { "OSTIARY_BLOCKED_PASSWORDS" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"file with further ones, one per line" },
	[SETTING_SIGN_UP] = {
		"sign-up", { "OSTIARY_SIGN_UP" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether people may sign up" },
	[SETTING_AUTO_SIGN_IN] = {
		"auto-sign-in", { "OSTIARY_AUTO_SIGN_IN" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether who signs up is signed in thereby" },
	[SETTING_REQUIRE_VERIFICATION] = {
		"require-email-verification", { "OSTIARY_REQUIRE_EMAIL_VERIFICATION" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether an address must be verified before signing in" },
	[SETTING_SEND_ON_SIGN_UP] = {
		"send-verification-on-sign-up", { "OSTIARY_SEND_VERIFICATION_ON_SIGN_UP" }, SETTING_CHOICE,
		"auto", 0, 0, "auto on off",
		"whether a new user gets a mail to verify the address; auto: when that is required" },
	[SETTING_SEND_ON_SIGN_IN] = {
		"send-verification-on-sign-in", { "OSTIARY_SEND_VERIFICATION_ON_SIGN_IN" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether who is kept out for want of verification gets another mail" },
	[SETTING_SIGN_IN_AFTER_VERIFICATION] = {
		"auto-sign-in-after-verification", { "OSTIARY_AUTO_SIGN_IN_AFTER_VERIFICATION" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether the link in that mail signs in as well" },
	[SETTING_VERIFY_EMAIL] = {
		"email-verification", { "OSTIARY_EMAIL_VERIFICATION" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether addresses can be verified by mail" },
	[SETTING_VERIFICATION_EXPIRES_IN] = {
		"email-verification-expires-in", { "OSTIARY_EMAIL_VERIFICATION_EXPIRES_IN" }, SETTING_DURATION,
		"1h", 60, 30 * 86400, NULL,
		"how long such a link is good" },
	[SETTING_PASSWORD_RESET] = {
		"password-reset", { "OSTIARY_PASSWORD_RESET" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether a forgotten password can be replaced by mail" },
	[SETTING_RESET_EXPIRES_IN] = {
		"password-reset-expires-in", { "OSTIARY_PASSWORD_RESET_EXPIRES_IN" }, SETTING_DURATION,
		"1h", 60, 86400, NULL,
		"how long such a link is good" },
	[SETTING_REVOKE_ON_RESET] = {
		"revoke-sessions-on-password-reset", { "OSTIARY_REVOKE_SESSIONS_ON_PASSWORD_RESET" }, SETTING_CHOICE,
		"on", 0, 0, "on off",
		"whether a reset ends all sessions of the user" },
	[SETTING_STORE_IDENTIFIER] = {
		"store-identifier", { "OSTIARY_STORE_IDENTIFIER" }, SETTING_CHOICE,
		"auto", 0, 0, "auto plain hashed",
		"how the tokens of links that are good once are stored; auto is plain in databases that "
		"were Better Auth's" },
	[SETTING_CHANGE_EMAIL] = {
		"change-email", { "OSTIARY_CHANGE_EMAIL" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether users may change their address" },
	[SETTING_CHANGE_EMAIL_UNVERIFIED] = {
		"change-email-without-verification", { "OSTIARY_CHANGE_EMAIL_WITHOUT_VERIFICATION" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"at once, when the old address is not verified" },
	[SETTING_CHANGE_EMAIL_CONFIRM] = {
		"change-email-confirmation", { "OSTIARY_CHANGE_EMAIL_CONFIRMATION" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether a verified address is asked before it is changed" },
	[SETTING_DELETE_USER] = {
		"delete-user", { "OSTIARY_DELETE_USER" }, SETTING_CHOICE, "on", 0, 0, "on off",
		"whether users may delete themselves, with everything that is theirs" },
	[SETTING_DELETE_USER_CONFIRM] = {
		"delete-user-confirmation", { "OSTIARY_DELETE_USER_CONFIRMATION" }, SETTING_CHOICE,
		"off", 0, 0, "on off",
		"whether that takes a link in a mail" },
	[SETTING_DELETE_USER_EXPIRES_IN] = {
		"delete-user-expires-in", { "OSTIARY_DELETE_USER_EXPIRES_IN" }, SETTING_DURATION,
		"1d", 60, 30 * 86400, NULL,
		"how long such a link is good" },
	[SETTING_RATE_LIMIT] = {
		"rate-limit", { "OSTIARY_RATE_LIMIT" }, SETTING_CHOICE,
		"auto", 0, 0, "auto on off",
		"whether the requests of one client to the issuer are counted; auto: when the base URL is https" },
	[SETTING_RATE_LIMIT_WINDOW] = {
		"rate-limit-window", { "OSTIARY_RATE_LIMIT_WINDOW" }, SETTING_DURATION,
		"10s", 1, 86400, NULL,
		"how long a path must be left alone for its count to begin anew" },
	[SETTING_RATE_LIMIT_MAX] = {
		"rate-limit-max", { "OSTIARY_RATE_LIMIT_MAX" }, SETTING_INTEGER,
		"100", 1, 1000000, NULL,
		"requests to one path until then; 3 for signing in and up, passwords and mails" },
	[SETTING_RATE_LIMIT_STORAGE] = {
		"rate-limit-storage", { "OSTIARY_RATE_LIMIT_STORAGE" }, SETTING_CHOICE,
		"memory", 0, 0, "memory database",
		"where counts are: in the process, or in Better Auth's table for several processes" },
	[SETTING_ACCOUNT_THROTTLE] = {
		"account-throttle", { "OSTIARY_ACCOUNT_THROTTLE" }, SETTING_CHOICE, "on", 0, 0, "on off",
		"whether wrong passwords make the next attempt at that account wait, wherever it comes "
		"from" },
	[SETTING_TRUSTED_PROXIES] = {
		"trusted-proxies", { "OSTIARY_TRUSTED_PROXIES" }, SETTING_TEXT,
		NULL, 0, 0, NULL,
		"addresses and networks of proxies whose forwarding header is believed, separated by commas" },
	[SETTING_IP_HEADER] = {
		"ip-header", { "OSTIARY_IP_HEADER" }, SETTING_TEXT,
		"x-forwarded-for", 0, 0, NULL,
		"the header in which they say whom they heard, or several, tried in order" },
	[SETTING_IPV6_PREFIX] = {
		"ipv6-prefix", { "OSTIARY_IPV6_PREFIX" }, SETTING_INTEGER, "64", 16, 128, NULL,
		"bits of an IPv6 address that tell one client from another" },
	[SETTING_LOG_LEVEL] = {
		"log-level", { "LOG_LEVEL" }, SETTING_CHOICE, "info", 0, 0,
		"debug info notice warn error",
		"least level that is logged" },
	[SETTING_LOG_FORMAT] = {
		"log-format", { "LOG_FORMAT" }, SETTING_CHOICE, "logfmt", 0, 0, "logfmt json",
		"form of the log lines on standard error" },
	[SETTING_THREADS] = {
		"threads", { "OSTIARY_THREADS" }, SETTING_INTEGER, NULL, 1, 256, NULL,
		"HTTP threads; default one per core" },
	[SETTING_CONNECTIONS] = {
		"connections", { "OSTIARY_CONNECTIONS" }, SETTING_INTEGER, "10000", 1, 1000000, NULL,
		"open connections; the next is closed at once" },
	[SETTING_CONNECTIONS_PER_ADDRESS] = {
		"connections-per-address", { "OSTIARY_CONNECTIONS_PER_ADDRESS" }, SETTING_INTEGER,
		"1000", 1, 1000000, NULL,
		"the same for one client address" },
	[SETTING_HEAD_TIMEOUT] = {
		"head-timeout", { "OSTIARY_HEAD_TIMEOUT" }, SETTING_DURATION, "30s", 1, 3600, NULL,
		"how long a connection may take to its next whole request head" },
	[SETTING_BODY_TIMEOUT] = {
		"body-timeout", { "OSTIARY_BODY_TIMEOUT" }, SETTING_DURATION, "30s", 1, 3600, NULL,
		"how long a body may take behind its head" },
	[SETTING_VERDICT_CACHE] = {
		"verdict-cache", { "OSTIARY_VERDICT_CACHE" }, SETTING_INTEGER, "8192", 0, 1 << 20, NULL,
		"how many good tokens are remembered; 0 for none" },
	[SETTING_WEB] = {
		"web", { "OSTIARY_WEB" }, SETTING_CHOICE, "on", 0, 0, "on off",
		"the web UI; --no-web is --web off" },
	[SETTING_WEB_FOLDER] = {
		"web-folder", { "OSTIARY_WEB_FOLDER" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"serve the pages in this folder instead of the embedded ones; for development" },
	[SETTING_SMTP_HOST] = {
		"smtp-host", { "OSTIARY_SMTP_HOST" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"mail server; without one, links wait for `ostiary outbox show`" },
	[SETTING_SMTP_PORT] = {
		"smtp-port", { "OSTIARY_SMTP_PORT" }, SETTING_INTEGER, NULL, 1, 65535, NULL,
		"its port; default 587 for starttls, 465 for tls, 25 for none" },
	[SETTING_SMTP_SECURITY] = {
		"smtp-security", { "OSTIARY_SMTP_SECURITY" }, SETTING_CHOICE, "starttls", 0, 0,
		"starttls tls none",
		"how the way there is encrypted; none only on this machine and for development" },
	[SETTING_SMTP_USER] = {
		"smtp-user", { "OSTIARY_SMTP_USER" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"user at the mail server; none by default" },
	[SETTING_SMTP_PASSWORD] = {
		NULL, { "OSTIARY_SMTP_PASSWORD" }, SETTING_SECRET_TEXT, NULL, 1, 0, NULL,
		"its password" },
	[SETTING_SMTP_CA_FILE] = {
		"smtp-ca-file", { "OSTIARY_SMTP_CA_FILE" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"certificates (PEM) to trust at the mail server instead of the system's" },
	[SETTING_MAIL_FROM] = {
		"mail-from", { "OSTIARY_MAIL_FROM" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"whom mails come from, such as Tasks <tasks@example.org>" },
	[SETTING_MAIL_PRODUCT] = {
		"mail-product", { "OSTIARY_MAIL_PRODUCT" }, SETTING_TEXT, "Ostiary", 0, 0, NULL,
		"what mails call this service" },
	[SETTING_MAIL_TEMPLATES] = {
		"mail-templates", { "OSTIARY_MAIL_TEMPLATES" }, SETTING_TEXT, NULL, 0, 0, NULL,
		"folder with texts that replace the built-in ones" },
};
