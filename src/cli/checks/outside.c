/* A part of checks.h: what a server with these settings meets outside. */
#include "cli/checks/checks.h"

#include <string.h>

#include "cli/client/get.h"
#include "cli/nodes/mail.h"
#include "cli/nodes/plan.h"
#include "cli/resolve/address.h"
#include "crypto/id.h"
#include "mail/letter.h"

#define LETTER_BYTES ((size_t)16 << 10)
#define ID_CHARS     32

static bool find_address(struct checks *c, struct public_address *out)
{
	struct listen_address listening;
	struct err ignored;

	return address_to_listen(c->settings, &listening, &ignored) &&
	       address_to_outside(c->arena, c->settings, &listening, out, &ignored);
}

/* --- the URL of the server -------------------------------------------------------------------- */

/* A newer key may not be published yet, so one that the database has is enough. */
static bool has_key_of(struct str jwks, const struct inspection *found)
{
	for (size_t i = 0; i < found->n_keys; i++)
		if (memmem(jwks.p, jwks.n, found->keys[i].kid.p, found->keys[i].kid.n))
			return true;
	return false;
}

static void judge_answer(struct checks *c, const char *url, const struct got *answer)
{
	if (answer->status != 200)
		checks_add(c, "address", VERDICT_FAULT,
			   "%s answers with status %ld: a proxy in front of the server must pass "
			   "the path unchanged",
			   url, answer->status);
	else if (c->e->found.n_keys && !has_key_of(answer->body, &c->e->found))
		checks_add(c, "address", VERDICT_FAULT,
			   "%s has no key of this database: the URL leads to another server", url);
	else
		checks_add(c, "address", VERDICT_OK, "%s leads to this database", url);
}

/* By the public key set, since it comes from the database. */
void check_address(struct checks *c)
{
	struct public_address outside;
	struct got answer = { 0 };
	struct err err = { 0 };
	const char *url;

	if (plan_role(c->settings) == APP_TASKS || !find_address(c, &outside))
		return;
	url = arena_fmt(c->arena, "%.*s/jwks", STR_FMT(outside.base_url)).p;
	if (client_get(c->arena, url, &answer, &err))
		judge_answer(c, url, &answer);
	else
		checks_add(c, "address", VERDICT_WARNING, "no server answers at %s: %s", url,
			   err.text);
}

/* A server that speaks no TLS has a proxy in front of it when its URL is https. */
void check_proxies(struct checks *c)
{
	struct str trusted = settings_text(c->settings, SETTING_TRUSTED_PROXIES);
	struct public_address outside;

	if (!find_address(c, &outside))
		return;
	if (trusted.n)
		checks_add(c, "proxies", VERDICT_OK, "clients behind %.*s are told apart",
			   STR_FMT(trusted));
	else if (outside.https)
		checks_add(c, "proxies", VERDICT_WARNING,
			   "all clients seem to have the address of the proxy, and share its "
			   "limits: set OSTIARY_TRUSTED_PROXIES to that address");
	else
		checks_add(c, "proxies", VERDICT_OK, "none is trusted");
}

/* --- mails ------------------------------------------------------------------------------------ */

static bool write_letter(struct checks *c, const struct mail_node *mail, struct buf *out)
{
	char id[ID_CHARS];
	const struct letter letter = {
		.from = &mail->config.style.from,
		.to = c->mail_to,
		.subject =
			arena_fmt(c->arena, "A test of %.*s", STR_FMT(mail->config.style.product)),
		.text = STR("This mail shows that the mail server takes mails of Ostiary.\n"),
		.html = STR(
			"<p>This mail shows that the mail server takes mails of Ostiary.</p>\n"),
		.id = str_of(id, sizeof(id)),
		.date_ms = clock_now_ms(&clock_real),
	};

	id_fill(&random_kernel, ID_LETTERS_AND_DIGITS, id, sizeof(id));
	arena_buf(c->arena, out, 4096, LETTER_BYTES);
	return letter_put(out, &letter) && buf_ok(out);
}

static void send(struct checks *c, const struct mail_node *mail)
{
	struct smtp_answer answer = { 0 };
	struct smtp_job job = { .from = arena_z(c->arena, mail->config.style.from.address),
				.to = arena_z(c->arena, c->mail_to) };
	struct buf letter;

	if (!write_letter(c, mail, &letter)) {
		checks_add(c, "mail", VERDICT_FAULT, "no mail can be sent to this address");
		return;
	}
	job.text = buf_text(&letter);
	(void)smtp_init();
	if (smtp_send(&mail->config.smtp, &job, &answer) == SMTP_ACCEPTED)
		checks_add(c, "mail", VERDICT_OK, "%s has taken a mail", mail->config.smtp.host);
	else
		checks_add(c, "mail", VERDICT_FAULT, "%s takes no mail: %s", mail->config.smtp.host,
			   answer.why.text);
}

void check_mail(struct checks *c)
{
	struct public_address outside;
	struct mail_node mail;
	struct err err = { 0 };

	if (plan_role(c->settings) == APP_TASKS || !find_address(c, &outside))
		return;
	if (!mail_node_prepare(&mail, c->arena, c->settings, outside.origin, &err))
		checks_add(c, "mail", VERDICT_FAULT, "%s", err.text);
	else if (mail.config.way != SENDER_SENDS)
		checks_add(c, "mail", VERDICT_WARNING,
			   "no mail is sent, since OSTIARY_SMTP_HOST is not set: links are in the "
			   "log or in `ostiary outbox`");
	else if (c->mail_to.n)
		send(c, &mail);
	else
		checks_add(c, "mail", VERDICT_OK, "goes to %s; --mail-to ADDRESS sends one",
			   mail.config.smtp.host);
}
