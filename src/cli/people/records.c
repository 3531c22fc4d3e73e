#include "cli/people/records.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/tree/output.h"
#include "core/limits_tasks.h"

static enum store_rc read_all(struct sql *sql, struct people_job *job, struct person_records *out,
			      struct err *err)
{
	const struct owner owner = { .user_id = job->person.user.id };
	struct arena *a = job->op.arena;
	enum store_rc rc = push_subscriptions_all(sql, a, &owner, LIMIT_DEVICES_PER_USER,
						  &out->devices, &out->n_devices, err);

	if (rc == STORE_OK)
		rc = outbox_of(sql, a, job->person.user.email, &out->mails, &out->n_mails, err);
	return rc == STORE_OK ? audit_of(sql, a, owner.user_id, &out->audit, &out->n_audit, err)
			      : rc;
}

int records_read(struct people_job *job, struct person_records *out)
{
	struct err err = { 0 };

	*out = (struct person_records){ .n_devices = 0 };
	if (STORE_READ(job->op.store, sql, &err, read_all(sql, job, out, &err)) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	return EX_OK;
}

/* "https://push.example.org" of an endpoint, whose path lets others send. */
static struct str service_of(struct str endpoint)
{
	size_t slashes = 0, n = 0;

	while (n < endpoint.n && (endpoint.p[n] != '/' || ++slashes < 3))
		n++;
	return str_head(endpoint, n);
}

static void put_device(struct buf *b, const struct push_subscription *device)
{
	buf_z(b, "{\"name\":");
	json_put_string_or_null(b, device->name);
	people_put_text(b, "service", service_of(device->endpoint));
	people_put_time(b, "createdAt", device->created_ms);
	people_put_time(b, "sentAt", device->sent_ms);
	buf_char(b, '}');
}

static void put_mail(struct buf *b, const struct outbox_row *mail)
{
	buf_z(b, "{\"kind\":");
	json_put_string(b, mail->kind);
	people_put_text(b, "state", mail->state);
	people_put_number(b, "attempts", mail->attempts);
	people_put_text(b, "note", mail->note);
	people_put_time(b, "createdAt", mail->created_ms);
	people_put_time(b, "expiresAt", mail->expires_ms);
	buf_char(b, '}');
}

static void put_deed(struct buf *b, const struct audit_row *row)
{
	buf_z(b, "{\"action\":");
	json_put_string(b, row->action);
	people_put_time(b, "at", row->at_ms);
	people_put_text(b, "actor", row->actor);
	people_put_text(b, "detail", row->detail);
	buf_char(b, '}');
}

void records_put_members(struct buf *b, const struct person_records *records)
{
	buf_z(b, ",\"pushDevices\":[");
	for (size_t i = 0; i < records->n_devices; i++) {
		buf_z(b, i ? "," : "");
		put_device(b, &records->devices[i]);
	}
	buf_z(b, "],\"mails\":[");
	for (size_t i = 0; i < records->n_mails; i++) {
		buf_z(b, i ? "," : "");
		put_mail(b, &records->mails[i]);
	}
	buf_z(b, "],\"audit\":[");
	for (size_t i = 0; i < records->n_audit; i++) {
		buf_z(b, i ? "," : "");
		put_deed(b, &records->audit[i]);
	}
	buf_char(b, ']');
}
