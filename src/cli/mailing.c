#include "cli/mailing.h"

#include <arpa/inet.h>

#include "base/cleanup.h"
#include "cli/address.h"

/* Set before the first request and unset after the last: who announces knows no more than a connection. */
static struct sender *running;

/* By security; RFC 8314 section 3.3, RFC 6409 section 3.1. */
static const struct {
	struct str word;
	uint16_t port;
} securities[] = {
	[SMTP_STARTTLS] = { STR_INIT("starttls"), 587 },
	[SMTP_TLS] = { STR_INIT("tls"), 465 },
	[SMTP_NONE] = { STR_INIT("none"), 25 },
};

static bool is_loopback(struct arena *a, struct str host)
{
	struct in_addr four;
	struct in6_addr six;

	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_of(host.p + 1, host.n - 2);
	if (str_eq_nocase(host, STR("localhost")))
		return true;
	if (inet_pton(AF_INET, arena_z(a, host), &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, arena_z(a, host), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* "http://127.0.0.1:8080", "http://[::1]": only this machine can follow such a link. */
static bool is_development(struct arena *a, struct str origin)
{
	struct str host = str_tail(origin, 7);
	ptrdiff_t colon = str_rfind(host, ':');

	if (!str_starts(origin, STR("http://")))
		return false;
	if (colon >= 0 && !str_ends(host, STR("]")))
		host = str_head(host, (size_t)colon);
	return is_loopback(a, host);
}

/* Whatever the URL says: whom others reach is no developer's own. */
static bool listens_to_others(struct arena *a, const struct settings *settings)
{
	struct listen_address listening;
	struct err ignored;

	return !address_to_listen(settings, &listening, &ignored) ||
	       !is_loopback(a, listening.host);
}

static bool is_host(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if ((unsigned char)host.p[i] <= ' ' || host.p[i] == 0x7F ||
		    strchr("/@?#%\\\"<>", host.p[i]))
			return false;
	return host.n && host.n <= 253;
}

static const char *z_or_null(struct arena *a, struct str text)
{
	return text.n ? arena_z(a, text) : NULL;
}

static void settle_security(struct smtp_settings *to, const struct settings *settings)
{
	for (size_t i = 0; i < ARRAY_LEN(securities); i++)
		if (str_eq(settings->of[SETTING_SMTP_SECURITY].text, securities[i].word))
			to->security = (enum smtp_security)i;
	to->port = (uint16_t)settings->of[SETTING_SMTP_PORT].number;
	if (!to->port)
		to->port = securities[to->security].port;
}

static bool settle_server(struct smtp_settings *to, struct arena *a,
			  const struct settings *settings, bool development, struct err *err)
{
	struct str host = settings->of[SETTING_SMTP_HOST].text;

	if (!is_host(host)) {
		err_set(err, "OSTIARY_SMTP_HOST must be a host name or an address, not \"%.*s\"",
			STR_FMT(host));
		return false;
	}
	settle_security(to, settings);
	to->host = arena_z(a, host);
	to->user = z_or_null(a, settings->of[SETTING_SMTP_USER].text);
	to->password = z_or_null(a, settings->of[SETTING_SMTP_PASSWORD].text);
	to->ca_file = z_or_null(a, settings->of[SETTING_SMTP_CA_FILE].text);
	if (to->security == SMTP_NONE && !development && !is_loopback(a, host)) {
		err_set(err, "OSTIARY_SMTP_SECURITY=none sends links and passwords readably; it is "
			     "for a mail server on this machine and for development only");
		return false;
	}
	if (!to->user != !to->password) {
		err_set(err,
			"OSTIARY_SMTP_USER and OSTIARY_SMTP_PASSWORD belong together; only %s "
			"is set",
			to->user ? "the user" : "the password");
		return false;
	}
	return true;
}

static bool settle_sender(struct mailing *m, struct arena *a, const struct settings *settings,
			  struct err *err)
{
	struct str from = settings->of[SETTING_MAIL_FROM].text;

	if (!from.n) {
		err_set(err, "OSTIARY_SMTP_HOST is set, so OSTIARY_MAIL_FROM must say whom mails "
			     "come from");
		return false;
	}
	if (!mailbox_parse(arena_copy(a, from), &m->config.style.from)) {
		err_set(err,
			"OSTIARY_MAIL_FROM must be an address such as \"Tasks "
			"<tasks@example.org>\", not \"%.*s\"",
			STR_FMT(from));
		return false;
	}
	m->config.smtp.hello = arena_z(a, mailbox_domain(&m->config.style.from));
	return true;
}

bool mailing_settle(struct mailing *m, struct arena *a, const struct settings *settings,
		    struct str origin, struct err *err)
{
	struct str folder = settings->of[SETTING_MAIL_TEMPLATES].text;
	bool development = is_development(a, origin) && !listens_to_others(a, settings);

	*m = (struct mailing){ .templates = templates_built_in };
	m->config.clock = &clock_real;
	m->config.random = &random_kernel;
	m->config.style.product = arena_copy(a, settings->of[SETTING_MAIL_PRODUCT].text);
	if (folder.n && !templates_read(a, folder, &m->templates, err)) {
		err_prefix(err, "OSTIARY_MAIL_TEMPLATES");
		return false;
	}
	if (!settings->of[SETTING_SMTP_HOST].text.n) {
		m->config.way = development ? SENDER_LOGS : SENDER_HOLDS;
		return true;
	}
	m->config.way = SENDER_SENDS;
	return settle_server(&m->config.smtp, a, settings, development, err) &&
	       settle_sender(m, a, settings, err);
}

bool mailing_start(struct mailing *m, struct store *store, const struct log *log)
{
	m->config.store = store;
	m->config.log = log;
	m->config.style.templates = &m->templates;
	if (!smtp_init())
		return false;
	m->sender = sender_start(&m->config);
	if (!m->sender)
		smtp_done();
	running = m->sender;
	return m->sender;
}

void mailing_stop(struct mailing *m)
{
	if (!m->sender)
		return;
	running = NULL;
	sender_free(TAKE(m->sender));
	smtp_done();
}

enum store_rc mailing_announce(struct sql *sql, const struct mail_message *message, struct err *err)
{
	enum store_rc rc = outbox_add(sql, message, err);

	if (rc == STORE_OK && running)
		sender_wake(running);
	return rc;
}
