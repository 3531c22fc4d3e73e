/* Sends one mail to one recipient over SMTP (RFC 5321), with libcurl. */
#ifndef OSTIARY_MAIL_SMTP_H
#define OSTIARY_MAIL_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"

enum smtp_security {
	SMTP_STARTTLS, /* required: no mail is sent to a server that does not offer it */
	SMTP_TLS,      /* from the first byte (RFC 8314) */
	SMTP_NONE,     /* without encryption */
};

struct smtp_settings {
	const char *host;
	uint16_t port;
	enum smtp_security security;
	const char *user; /* NULL: without authentication */
	const char *password;
	const char *ca_file; /* trusted authorities; NULL: those of the system */
	const char *hello;   /* our name in EHLO */
};

enum smtp_rc {
	SMTP_LATER = 0, /* not accepted, or unknown whether it was; may be tried again */
	SMTP_REFUSED,   /* refused for good by the server (5yz) */
	SMTP_ACCEPTED,  /* by the server, which has replied 250 to the data */
};

struct smtp_answer {
	int code;       /* the last reply code of the server; 0 when there was none */
	char said[256]; /* the text of that reply; not for the log: it may have the address */
	struct err why; /* our description of the failure, for the log */
};

struct smtp_job {
	const char *from; /* addresses, checked by mime_is_address() */
	const char *to;
	struct str text; /* a letter */
	/* Called about once a second; true aborts the attempt. May be NULL. */
	bool (*stopped)(void *arg);
	void *arg;
};

/* To be called once per process, before any thread is started, and at its end. False when libcurl
 * cannot start. */
bool smtp_init(void);
void smtp_done(void);

/* Bounds of one attempt: for the connection, for each reply, and for everything. */
#define SMTP_CONNECT_MS 15000
#define SMTP_REPLY_MS   30000
#define SMTP_TOTAL_MS   60000

/* Makes one attempt to send the mail. *out is filled in each case. */
enum smtp_rc smtp_send(const struct smtp_settings *settings, const struct smtp_job *job,
		       struct smtp_answer *out);

#endif
