#include "support/queue.h"

int queue_setup(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

struct mail_message queue_message(void)
{
	return (struct mail_message){
		.kind = STR("reset-password"),
		.to = STR("ann@example.com"),
		.name = STR("Ann"),
		.url = STR("https://t.example/reset"),
		.now_ms = NOW_MS,
	};
}

void queue_add(struct place *p)
{
	struct mail_message message = queue_message();

	assert_int_equal(outbox_add(p->sql, &message, 0, &p->err), STORE_OK);
}

void queue_add_to(struct place *p, const char *address)
{
	struct mail_message message = queue_message();

	message.to = str_z(address);
	assert_int_equal(outbox_add(p->sql, &message, 0, &p->err), STORE_OK);
}

int64_t queue_rows(struct place *p)
{
	return place_number(p->sql, "select count(*) from ostiary_mail");
}

struct outbox_row queue_row(struct place *p)
{
	struct outbox_row *rows;
	size_t n;

	assert_int_equal(outbox_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, 1);
	return rows[0];
}

enum store_rc queue_claim(struct place *p, int64_t now_ms, struct outbox_row *out)
{
	return outbox_claim(p->sql, &p->arena, now_ms, now_ms + 1000, out, &p->err);
}
