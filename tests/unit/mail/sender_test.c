/* The threads that empty the outbox, on a real database. */
#include "support/queue.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "mail/mailbox.h"
#include "mail/sender.h"

#define SENDERS     4
#define CONNECTIONS 3
#define MAILS       60

/* A log whose lines can be counted. */
static size_t logged(struct place *p, const char *words)
{
	static char text[256 << 10];
	ssize_t n = pread(p->log_fd, text, sizeof(text) - 1, 0);
	size_t found = 0;

	text[n > 0 ? n : 0] = '\0';
	for (const char *at = text; (at = strstr(at, words)); at++)
		found++;
	return found;
}

static enum store_rc add_one(struct sql *sql, void *arg, struct err *err)
{
	return outbox_add(sql, arg, 0, err);
}

static struct sender *start(struct place *p, enum sender_way way)
{
	const struct sender_config config = {
		.way = way,
		.connections = CONNECTIONS,
		.store = p->store,
		.clock = &place_clock,
		.random = &random_kernel,
		.log = &p->log,
	};
	struct sender *sender = sender_start(&config);

	assert_non_null(sender);
	return sender;
}

static bool becomes(struct place *p, const char *statement, int64_t expected)
{
	for (int i = 0; i < 500; i++) {
		if (place_number(p->sql, statement) == expected)
			return true;
		usleep(10000);
	}
	return false;
}

static void several_senders_take_each_mail_once(void **state)
{
	static const char done[] = "select count(*) from ostiary_mail where state = 'logged'"
				   " and attempts = 1 and url is not null";
	struct place *p = *state;
	struct mail_message message = queue_message();
	struct sender *senders[SENDERS];
	char address[32];

	for (size_t i = 0; i < SENDERS; i++)
		senders[i] = start(p, SENDER_LOGS);
	for (size_t i = 0; i < MAILS; i++) {
		snprintf(address, sizeof(address), "user%zu@example.com", i);
		message.to = str_z(address);
		assert_int_equal(store_write(p->store, add_one, &message, &p->err), STORE_OK);
		sender_wake(senders[i % SENDERS]);
	}
	assert_true(becomes(p, done, MAILS));
	for (size_t i = 0; i < SENDERS; i++)
		sender_free(senders[i]);
	assert_int_equal(logged(p, "url=https://t.example/reset"), MAILS);
	assert_int_equal(logged(p, "level=notice msg=\"no mail server"), MAILS);
}

static void a_sender_without_a_server_outside_of_development_only_holds(void **state)
{
	struct place *p = *state;
	struct mail_message message = queue_message();
	struct sender *sender = start(p, SENDER_HOLDS);

	assert_int_equal(store_write(p->store, add_one, &message, &p->err), STORE_OK);
	sender_wake(sender);
	usleep(300000);
	sender_free(sender);
	assert_text(queue_row(p).state, "pending");
	assert_text(queue_row(p).url, "https://t.example/reset");
	assert_int_equal(logged(p, "t.example"), 0);
	assert_int_equal(logged(p, "ann@"), 0);
}

static void an_expired_link_is_wiped_by_any_sender(void **state)
{
	struct place *p = *state;
	struct sender *sender;

	queue_add(p);
	place_script(p->sql, "update ostiary_mail set expires_ms = created_ms");
	sender = start(p, SENDER_HOLDS);
	assert_true(becomes(p, "select count(*) from ostiary_mail where url is null", 1));
	sender_free(sender);
	assert_text(queue_row(p).state, "failed");
}

/* A server that accepts connections and never says a word. Returns its port. */
static uint16_t silent_server(int *out_fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t n = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*out_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(*out_fd >= 0);
	assert_int_equal(bind(*out_fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(*out_fd, 16), 0);
	assert_int_equal(getsockname(*out_fd, (struct sockaddr *)&address, &n), 0);
	return ntohs(address.sin_port);
}

/* One mail after the other gets stuck, and each time another thread looks for the next. */
static void a_delivery_that_is_stuck_holds_up_no_other_mail(void **state)
{
	static const char sending[] = "select count(*) from ostiary_mail where state = 'sending'";
	struct place *p = *state;
	struct mail_message message = queue_message();
	struct sender_config config = {
		.way = SENDER_SENDS,
		.connections = CONNECTIONS,
		.store = p->store,
		.clock = &place_clock,
		.random = &random_kernel,
		.log = &p->log,
		.smtp = { .host = "127.0.0.1", .security = SMTP_NONE, .hello = "t.example" },
		.style = { .templates = &templates_built_in, .product = STR("Tasks") },
	};
	struct sender *sender;
	char address[32];
	int fd;

	assert_true(mailbox_parse(STR("tasks@example.org"), &config.style.from));
	config.smtp.port = silent_server(&fd);
	assert_true(smtp_init());
	sender = sender_start(&config);
	assert_non_null(sender);
	for (int i = 0; i < CONNECTIONS; i++) {
		snprintf(address, sizeof(address), "user%d@example.com", i);
		message.to = str_z(address);
		assert_int_equal(store_write(p->store, add_one, &message, &p->err), STORE_OK);
		sender_wake(sender);
		if (!becomes(p, sending, i + 1))
			fail_msg("mail %d waits behind another", i);
	}
	sender_free(sender);
	smtp_done();
	close(fd);
	/* The stop aborted them, and they are due at once. */
	assert_int_equal(place_number(p->sql, sending), 0);
}

#define THERE(test) cmocka_unit_test_setup_teardown(test, queue_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		THERE(several_senders_take_each_mail_once),
		THERE(a_sender_without_a_server_outside_of_development_only_holds),
		THERE(an_expired_link_is_wiped_by_any_sender),
		THERE(a_delivery_that_is_stuck_holds_up_no_other_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
