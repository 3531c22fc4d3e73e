#include "cli/nodes/mail.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "cli/resolve/address.h"

/* The node of the process, for mail_announce(), which gets only a connection. It is set before the
 * first request and unset after the last. */
static const struct mail_node *running;

/* By security; RFC 8314 section 3.3, RFC 6409 section 3.1. */
static const struct {
	struct str word;
	uint16_t port;
} securities[] = {
	[SMTP_STARTTLS] = { STR_INIT("starttls"), 587 },
	[SMTP_TLS] = { STR_INIT("tls"), 465 },
	[SMTP_NONE] = { STR_INIT("none"), 25 },
};

/* "http://127.0.0.1:8080", "http://[::1]": only this machine can follow such a link. */
static bool is_development(struct arena *a, struct str origin)
{
	struct str host = str_tail(origin, 7);
	ptrdiff_t colon = str_rfind(host, ':');

	if (!str_starts(origin, STR("http://")))
		return false;
	if (colon >= 0 && !str_ends(host, STR("]")))
		host = str_head(host, (size_t)colon);
	return address_is_loopback(a, host);
}

/* A server that other machines can reach is no development server, whatever its URL is. */
static bool listens_to_others(struct arena *a, const struct settings *settings)
{
	struct listen_address listening;
	struct err ignored;

	return !address_to_listen(settings, &listening, &ignored) ||
	       !address_is_loopback(a, listening.host);
}

static bool is_host(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] == ' ' || ascii_is_control(host.p[i]) ||
		    strchr("/@?#%\\\"<>", host.p[i]))
			return false;
	return host.n && host.n <= 253;
}

static const char *z_or_null(struct arena *a, struct str text)
{
	return text.n ? arena_z(a, text) : NULL;
}

static void prepare_security(struct smtp_settings *to, const struct settings *settings)
{
	for (size_t i = 0; i < ARRAY_LEN(securities); i++)
		if (str_eq(settings->of[SETTING_SMTP_SECURITY].text, securities[i].word))
			to->security = (enum smtp_security)i;
	to->port = (uint16_t)settings->of[SETTING_SMTP_PORT].number;
	if (!to->port)
		to->port = securities[to->security].port;
}

static bool prepare_server(struct smtp_settings *to, struct arena *a,
			   const struct settings *settings, bool development, struct err *err)
{
	struct str host = settings->of[SETTING_SMTP_HOST].text;

	if (!is_host(host)) {
		err_set(err, "OSTIARY_SMTP_HOST must be a host name or an address, not \"%.*s\"",
			STR_FMT(host));
		return false;
	}
	prepare_security(to, settings);
	to->host = arena_z(a, host);
	to->user = z_or_null(a, settings->of[SETTING_SMTP_USER].text);
	to->password = z_or_null(a, settings->of[SETTING_SMTP_PASSWORD].text);
	to->ca_file = z_or_null(a, settings->of[SETTING_SMTP_CA_FILE].text);
	if (to->security == SMTP_NONE && !development && !address_is_loopback(a, host)) {
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

static bool prepare_sender(struct mail_node *m, struct arena *a, const struct settings *settings,
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
	m->config.connections = (unsigned)settings->of[SETTING_SMTP_CONNECTIONS].number;
	m->per_address = (unsigned)settings->of[SETTING_MAIL_PER_ADDRESS].number;
	m->config.smtp.hello = arena_z(a, mailbox_domain(&m->config.style.from));
	return true;
}

/* Links are logged on a development server alone. */
static bool is_for_development(struct arena *a, const struct settings *settings, struct str origin)
{
	return is_development(a, origin) && !listens_to_others(a, settings);
}

bool mail_is_held(struct arena *a, const struct settings *settings, struct str origin)
{
	return !settings->of[SETTING_SMTP_HOST].text.n && !is_for_development(a, settings, origin);
}

bool mail_node_prepare(struct mail_node *m, struct arena *a, const struct settings *settings,
		       struct str origin, struct err *err)
{
	struct str folder = settings->of[SETTING_MAIL_TEMPLATES].text;
	bool development = is_for_development(a, settings, origin);

	*m = (struct mail_node){ .templates = templates_built_in };
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
	return prepare_server(&m->config.smtp, a, settings, development, err) &&
	       prepare_sender(m, a, settings, err);
}

bool mail_node_start(struct mail_node *m, struct store *store, const struct log *log)
{
	m->config.store = store;
	m->config.log = log;
	m->config.style.templates = &m->templates;
	if (!smtp_init())
		return false;
	m->sender = sender_start(&m->config);
	if (!m->sender)
		smtp_done();
	running = m->sender ? m : NULL;
	return m->sender != NULL;
}

void mail_node_stop(struct mail_node *m)
{
	if (!m->sender)
		return;
	running = NULL;
	sender_free(TAKE(m->sender));
	smtp_done();
}

static void log_over_bound(const struct mail_message *message)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT("kind", message->kind) };

	log_line(running->config.log, LOG_LEVEL_NOTICE,
		 "mail not sent: too many wait, or its recipient has had too many within the hour",
		 fields, ARRAY_LEN(fields));
}

enum store_rc mail_announce(struct sql *sql, const struct mail_message *message, struct err *err)
{
	enum store_rc rc = outbox_add(sql, message, running ? running->per_address : 0, err);

	if (rc == STORE_OK && running)
		sender_wake(running->sender);
	if (rc == STORE_NONE && running)
		log_over_bound(message);
	return rc;
}
