#include "auth/factor/mail_code.h"

#include "auth/email/link_row.h"
#include "auth/factor/pending.h"
#include "auth/issuer/stored.h"
#include "base/b64url.h"
#include "crypto/cookie_mac.h"
#include "crypto/id.h"

#define PREFIX     "2fa-otp-"
#define CODE_MAX   16
#define NAME_BYTES 256
#define TRIES_MAX  1000000
#define MAC_CHARS  43 /* no code is as long */

/* --- the row ---------------------------------------------------------------------------------- */

static struct str name_of(struct arena *a, const struct signed_in *signed_in, struct str pending)
{
	if (signed_in)
		return arena_fmt(a, PREFIX "%.*s!%.*s", STR_FMT(signed_in->user.id),
				 STR_FMT(signed_in->session.id));
	return arena_fmt(a, PREFIX "%.*s", STR_FMT(str_head(pending, NAME_BYTES)));
}

static struct str mac_of(const struct issuer *issuer, struct arena *a, struct str name,
			 struct str code)
{
	unsigned char mac[COOKIE_MAC_BYTES];
	struct buf text, out;

	arena_buf(a, &text, 128, 1024);
	buf_z(&text, "a code by mail for ");
	buf_str(&text, name);
	buf_z(&text, ": ");
	buf_str(&text, str_head(code, CODE_MAX));
	cookie_mac(issuer->cookie_key, buf_text(&text), mac);
	arena_buf(a, &out, 64, 64);
	b64url_write(&out, mac, sizeof(mac));
	return buf_text(&out);
}

struct mail_code mail_code_of(const struct issuer *issuer, struct arena *a,
			      const struct signed_in *signed_in, struct str pending,
			      struct str code)
{
	struct str name = name_of(a, signed_in, pending);

	return (struct mail_code){ name, code, mac_of(issuer, a, name, code) };
}

static struct str value_of(struct arena *a, struct str stored, uint64_t tries)
{
	struct buf b;

	arena_buf(a, &b, 64, 128);
	buf_str(&b, stored);
	buf_char(&b, ':');
	buf_u64(&b, tries);
	return buf_text(&b);
}

static bool is_code(const struct mail_code *code, struct str stored)
{
	return code->code.n <= CODE_MAX &&
	       str_eq_constant_time(stored, stored.n == MAC_CHARS ? code->mac : code->code);
}

enum store_rc mail_code_judge(struct sql *sql, const struct issuer *issuer, struct arena *a,
			      const struct mail_code *code, enum auth_result *out, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct verification row = { 0 };
	struct str stored, tries_text;
	uint64_t tries = TRIES_MAX;
	enum store_rc rc = link_row_find(sql, a, "", code->name, &row, err);

	*out = REFUSED_MAIL_CODE_EXPIRED;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	str_cut(row.value, ':', &stored, &tries_text);
	if (!str_to_u64(tries_text, TRIES_MAX, &tries))
		tries = TRIES_MAX;
	if (row.expires_ms > now_ms)
		*out = tries >= (uint64_t)issuer->settings.two_factor.mail_code_attempts
			       ? REFUSED_FACTOR_TRIES_USED
		       : is_code(code, stored) ? AUTH_OK
					       : REFUSED_FACTOR_CODE_WRONG;
	if (*out == REFUSED_FACTOR_CODE_WRONG)
		rc = verifications_set(sql, row.identifier, value_of(a, stored, tries + 1), now_ms,
				       err);
	else
		rc = verifications_delete(sql, row.identifier, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* --- sending ---------------------------------------------------------------------------------- */

static struct str digits_make(const struct issuer *issuer, struct arena *a, size_t n)
{
	char *text = arena_alloc(a, n);
	size_t done = 0;

	while (done < n) {
		unsigned char byte;

		random_fill(issuer->random, &byte, 1);
		if (byte < 250) /* each digit is as likely as the others */
			text[done++] = (char)('0' + byte % 10);
	}
	return str_of(text, n);
}

struct mail_sending {
	struct issuer *issuer;
	struct arena *a;
	const struct signed_in *signed_in;
	struct str pending;
	struct verification row;
	struct announcement mail;
	bool gone;
};

static enum store_rc find_recipient(struct sql *sql, struct mail_sending *s, struct err *err)
{
	struct pending_found found = { 0 };
	enum store_rc rc = STORE_OK;

	if (s->signed_in)
		found.user = s->signed_in->user;
	else
		rc = pending_find(sql, s->a, s->pending, s->row.created_ms, &found, err);
	s->gone = rc == STORE_NONE;
	s->mail.to = found.user.email;
	s->mail.name = found.user.name;
	return rc;
}

/* STORE_NONE, unless s->gone: the address has had as many mails as it may get, and an earlier code
 * stays. */
static enum store_rc send_code_tx(struct sql *sql, void *arg, struct err *err)
{
	struct mail_sending *s = arg;
	enum store_rc rc = find_recipient(sql, s, err);

	if (rc == STORE_OK)
		rc = verifications_delete(sql, s->row.identifier, err);
	if (s->gone || (rc != STORE_OK && rc != STORE_NONE))
		return rc;
	rc = verifications_insert(sql, &s->row, err);
	return rc == STORE_OK ? s->issuer->announce(sql, &s->mail, err) : rc;
}

enum auth_result mail_code_send(struct issuer *issuer, struct arena *a,
				const struct signed_in *signed_in, struct str pending,
				struct err *err)
{
	const struct two_factor_settings *settings = &issuer->settings.two_factor;
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str digits = digits_make(issuer, a, (size_t)settings->mail_code_digits);
	struct mail_code code = mail_code_of(issuer, a, signed_in, pending, digits);
	int64_t expires_ms = now_ms + settings->mail_code_life_s * 1000;
	struct mail_sending s = {
		.issuer = issuer,
		.a = a,
		.signed_in = signed_in,
		.pending = pending,
		.row = { .id = id_make(issuer->random, a, issuer->settings.id_kind),
			 .identifier = code.name,
			 .value = value_of(a, issuer->settings.hash_links ? code.mac : digits, 0),
			 .expires_ms = expires_ms,
			 .created_ms = now_ms,
			 .updated_ms = now_ms },
		.mail = { .kind = STR("sign-in-code"),
			  .url = digits,
			  .now_ms = now_ms,
			  .expires_ms = expires_ms },
	};
	enum store_rc rc;

	if (!settings->mail_codes || !issuer->announce)
		return REFUSED_MAIL_CODES_OFF;
	rc = store_write(issuer->store, send_code_tx, &s, err);
	if (rc == STORE_NONE && s.gone)
		return REFUSED_FACTOR_PENDING_GONE;
	return rc == STORE_OK || rc == STORE_NONE ? AUTH_OK : stored_fault(rc, "code", err);
}
