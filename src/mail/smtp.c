#include "mail/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/clock.h"

OWNER(CURL *, curl_easy_cleanup)
OWNER(struct curl_slist *, curl_slist_free_all)

#define GOODBYE_MS 2000
#define CLOSING    221 /* the reply to our QUIT */

struct transfer {
	const struct smtp_job *job;
	struct smtp_answer *answer;
	size_t handed; /* bytes of the letter that libcurl has read */
	bool judged;   /* the server has replied to the whole letter; later replies are ignored */
	bool accepted; /* that reply was 250 */
	unsigned replies;
	int64_t end_ms; /* steady time at which the attempt is aborted */
};

bool smtp_init(void)
{
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void smtp_done(void)
{
	curl_global_cleanup();
}

static size_t give(char *out, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;
	struct str rest = str_head(str_tail(t->job->text, t->handed), size * count);

	if (rest.n)
		memcpy(out, rest.p, rest.n);
	t->handed += rest.n;
	return rest.n;
}

/* The last line of a reply has a space after its three digits (RFC 5321 section 4.2). */
static bool is_last_line(struct str line)
{
	uint64_t code;

	return line.n >= 3 && str_to_u64(str_head(line, 3), 999, &code) && code >= 100 &&
	       (line.n == 3 || line.p[3] == ' ' || line.p[3] == '\r' || line.p[3] == '\n');
}

static size_t hear(char *bytes, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;
	struct str line = str_of(bytes, size * count);
	struct buf said;
	uint64_t code = 0;

	if (!is_last_line(line) || t->judged)
		return line.n;
	(void)str_to_u64(str_head(line, 3), 999, &code);
	if (code == CLOSING)
		return line.n;
	t->replies++;
	t->answer->code = (int)code;
	t->judged = t->handed == t->job->text.n;
	t->accepted = t->judged && code == 250;
	if (t->judged)
		t->end_ms = clock_steady_ms() + GOODBYE_MS;
	buf_init_fixed(&said, t->answer->said, sizeof(t->answer->said) - 1);
	for (size_t i = 0; i < line.n && said.n < said.cap; i++)
		if (line.p[i] != '\r' && line.p[i] != '\n')
			buf_char(&said, (unsigned char)line.p[i] < 0x20 ? '?' : line.p[i]);
	t->answer->said[said.n] = '\0';
	return line.n;
}

/* Nonzero aborts the attempt. Libcurl calls this about once a second, also while it waits for the
 * reply to QUIT, which CURLOPT_TIMEOUT does not cover: after the reply to the mail it may take
 * GOODBYE_MS. */
static int smtp_progress(void *arg, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
			 curl_off_t up)
{
	const struct transfer *t = arg;

	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	return clock_steady_ms() >= t->end_ms || (t->job->stopped && t->job->stopped(t->job->arg));
}

static void set_server(CURL *curl, const struct smtp_settings *s)
{
	const bool bare = s->host[0] != '[' && strchr(s->host, ':');
	char url[640];

	snprintf(url, sizeof(url), "%s://%s%s%s:%u/%s", s->security == SMTP_TLS ? "smtps" : "smtp",
		 bare ? "[" : "", s->host, bare ? "]" : "", s->port, s->hello);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* ignores the environment */
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 (long)(s->security == SMTP_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH,
				 NULL); /* otherwise those of the system would be trusted as well */
	}
	if (s->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password);
	}
}

static void smtp_set_bounds(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);   /* does not wait for a slow name server */
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L); /* so that QUIT is within these bounds */
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)SMTP_CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SMTP_REPLY_MS / 1000);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)SMTP_TOTAL_MS);
}

static void set_job(CURL *curl, struct transfer *t)
{
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->job->text.n);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, smtp_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

/* Whether the server has refused this mail, and not our login: a wrong password or missing STARTTLS
 * can be corrected while mails wait. */
static bool is_verdict(const struct transfer *t, CURLcode code)
{
	return t->answer->code / 100 == 5 && t->replies > 1 &&
	       (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
		code == CURLE_UPLOAD_FAILED) &&
	       t->answer->code != 530 && t->answer->code != 535;
}

static enum smtp_rc smtp_outcome(const struct transfer *t, CURLcode code, const char *words)
{
	if (code == CURLE_OK || t->accepted)
		return SMTP_ACCEPTED;
	err_set(&t->answer->why, "%s", words[0] ? words : curl_easy_strerror(code));
	return is_verdict(t, code) ? SMTP_REFUSED : SMTP_LATER;
}

enum smtp_rc smtp_send(const struct smtp_settings *settings, const struct smtp_job *job,
		       struct smtp_answer *out)
{
	struct transfer transfer = { .job = job,
				     .answer = out,
				     .end_ms = clock_steady_ms() + SMTP_TOTAL_MS };
	char words[CURL_ERROR_SIZE] = "";
	OWNED(curl_easy_cleanup) CURL *curl = curl_easy_init();
	OWNED(curl_slist_free_all) struct curl_slist *receivers = curl_slist_append(NULL, job->to);

	*out = (struct smtp_answer){ 0 };
	if (!curl || !receivers) {
		err_set(&out->why, "no memory");
		return SMTP_LATER;
	}
	set_server(curl, settings);
	smtp_set_bounds(curl);
	set_job(curl, &transfer);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, job->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, receivers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	return smtp_outcome(&transfer, curl_easy_perform(curl), words);
}
