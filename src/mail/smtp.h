/* One mail to one receiver over SMTP (RFC 5321), by libcurl. */
#ifndef OSTIARY_MAIL_SMTP_H
#define OSTIARY_MAIL_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"

enum smtp_security {
	SMTP_STARTTLS, /* required: a server that does not offer it gets no mail */
	SMTP_TLS,      /* from the first byte (RFC 8314) */
	SMTP_NONE,     /* nothing is encrypted */
};

struct smtp_settings {
	const char *host;
	uint16_t port;
	enum smtp_security security;
	const char *user; /* NULL: without authentication */
	const char *password;
	const char *ca_file; /* whom to trust; NULL: the system's authorities */
	const char *hello;   /* our name in EHLO */
};

enum smtp_rc {
	SMTP_LATER = 0, /* not accepted, or it is not known; may be tried again */
	SMTP_REFUSED,   /* not accepted, and the server says that it never will be (5yz) */
	SMTP_ACCEPTED,  /* the server has taken it over (250 to the data) */
};

struct smtp_answer {
	int code;       /* the server's last reply code; 0 when there was none */
	char said[256]; /* its words: may name the receiver, so not for the log */
	struct err why; /* our words, for the log */
};

struct smtp_job {
	const char *from; /* addresses, checked by mime_is_address() */
	const char *to;
	struct str text; /* a letter */
	/* Asked about once a second: true ends the attempt. NULL: never. */
	bool (*stopped)(void *arg);
	void *arg;
};

/* Once per process, before any thread is started; and at its end. False when libcurl cannot start. */
bool smtp_init(void);
void smtp_done(void);

/* Sends it. Takes at most SMTP_TOTAL_MS. */
#define SMTP_CONNECT_MS 15000
#define SMTP_REPLY_MS   30000
#define SMTP_TOTAL_MS   60000
enum smtp_rc smtp_send(const struct smtp_settings *settings, const struct smtp_job *job,
		       struct smtp_answer *out);

#endif
