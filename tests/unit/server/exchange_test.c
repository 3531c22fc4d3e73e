/* Exchanges without sockets: what they have reserved, and when they are answered. */
#include "support/server_harness.h"

#include "server/exchange.h"
#include "server/exchange_answer.h"

#define ROOM  ((size_t)16 << 20)     /* for long answers */
#define TAKEN (ROOM - BIG_BYTES + 1) /* leaves too little for one of them */

struct desk {
	struct fixture fixture;
	struct exchange_shared shared;
	struct address peer;
};

static int set_up(void **state)
{
	struct desk *desk = test_malloc(sizeof(*desk));

	*desk = (struct desk){ .peer = { .known = true } };
	fixture_init(&desk->fixture);
	desk->shared.app = &desk->fixture.app;
	desk->shared.log = &desk->fixture.log;
	desk->shared.clock = &clock_real;
	desk->shared.answers = budget_new(ROOM, ROOM, 7);
	desk->shared.bodies = budget_new(ROOM, ROOM, 7);
	desk->shared.clients = budget_new(8, 8, 7);
	desk->shared.reads = budget_new(8, 8, 7);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(budget_used(desk->shared.answers), 0);
	assert_int_equal(budget_used(desk->shared.bodies), 0);
	assert_int_equal(budget_used(desk->shared.clients), 0);
	assert_int_equal(budget_used(desk->shared.reads), 0);
	budget_free(desk->shared.answers);
	budget_free(desk->shared.bodies);
	budget_free(desk->shared.clients);
	budget_free(desk->shared.reads);
	fixture_done(&desk->fixture);
	test_free(desk);
	return 0;
}

static struct exchange *begin(struct desk *desk)
{
	const struct exchange_client client = { &desk->peer, STR("192.0.2.1"), 1 };
	struct exchange *x = exchange_new(&desk->shared, &client);

	assert_non_null(x);
	return x;
}

/* The list became short between the two tries, as when another client has deleted its tasks. */
static void a_long_answer_that_came_out_short_keeps_nothing_reserved(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin(desk);
	struct budget_share *other;

	assert_int_equal(
		exchange_head(x, HEAD_WHOLE, STR("GET /long?0 HTTP/1.1\r\nHost: x\r\n\r\n")),
		EXCHANGE_COMPLETE);
	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 200);
	assert_int_equal(x->reply.body.n, 0);
	assert_null(x->answer_share);
	assert_int_equal(budget_used(desk->shared.answers), 0);
	/* The address reserves anew while the answer is on its way. */
	other = budget_reserve(desk->shared.answers, STR("192.0.2.1"), 5, BUDGET_BOTH);
	exchange_free(TAKE(x));
	assert_int_equal(budget_used(desk->shared.answers), 5);
	budget_release(desk->shared.answers, other, 5);
}

static void a_long_answer_keeps_what_it_holds_until_it_is_sent(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin(desk);

	assert_int_equal(exchange_head(x, HEAD_WHOLE, STR("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")),
			 EXCHANGE_COMPLETE);
	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 200);
	assert_true(budget_used(desk->shared.answers) >= BIG_BYTES);
}

/* The answer has grown beyond what was reserved, and there is no more. */
static void a_long_answer_without_room_is_refused_as_a_whole(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin(desk);
	struct budget_share *other =
		budget_reserve(desk->shared.answers, STR("192.0.2.1"), TAKEN, BUDGET_BOTH);

	assert_int_equal(exchange_head(x, HEAD_WHOLE, STR("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")),
			 EXCHANGE_COMPLETE);
	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 503);
	assert_true(str_eq(x->reply.body, STR("{\"detail\":\"refused\"}")));
	budget_release(desk->shared.answers, other, TAKEN);
}

static struct exchange *begin_get(struct desk *desk, const char *target)
{
	struct exchange *x = begin(desk);
	char head[64];

	snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", target);
	assert_int_equal(exchange_head(x, HEAD_WHOLE, str_z(head)), EXCHANGE_COMPLETE);
	return x;
}

static void work_with_a_short_answer_reserves_little(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin_get(desk, "/work");

	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	assert_int_equal(budget_used(desk->shared.reads), LIMIT_READS_OF_WORK);
	assert_int_equal(budget_used(desk->shared.answers), LIMIT_ANSWER_BYTES);
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 200);
	assert_true(x->answered);
	assert_int_equal(budget_used(desk->shared.reads), 0);
}

static void work_whose_answer_is_long_reserves_the_rest(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin_get(desk, "/work?long");

	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 200);
	assert_int_equal(budget_used(desk->shared.reads), 0);
}

/* A user has eight shares: eight of work, or four long ones. */
static void one_user_does_so_much_work_at_a_time_and_no_more(void **state)
{
	struct desk *desk = *state;
	struct exchange *at_work[8], *refused = NULL;

	for (size_t i = 0; i < ARRAY_LEN(at_work); i++) {
		at_work[i] = begin_get(desk, i == 3 ? "/long" : "/work");
		assert_false(exchange_handle_short(at_work[i]));
		assert_int_equal(exchange_reserve_long(at_work[i]), i < 7);
	}
	refused = at_work[7];
	assert_int_equal(refused->reply.status, 503);
	assert_int_equal(budget_used(desk->shared.reads), 8);
	for (size_t i = 0; i < ARRAY_LEN(at_work); i++)
		exchange_free(at_work[i]);
}

static void work_whose_answer_is_long_is_refused_without_room(void **state)
{
	struct desk *desk = *state;
	OWNED(exchange_free) struct exchange *x = begin_get(desk, "/work?long");
	struct budget_share *other =
		budget_reserve(desk->shared.reads, x->reply.user_id, 7, BUDGET_BOTH);

	assert_false(exchange_handle_short(x));
	assert_true(exchange_reserve_long(x));
	exchange_handle_long(x);
	assert_int_equal(x->reply.status, 503);
	budget_release(desk->shared.reads, other, 7);
}

/* --- answers that the head decides ------------------------------------------------------------ */

static bool refuse_by_head(void *self, struct request *request, struct reply *reply)
{
	(void)self;
	(void)request;
	reply_json(reply, 429, STR("{}"));
	return false;
}

static const char chunked_head[] = "POST /echo HTTP/1.1\r\nHost: x\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";

static struct exchange *begin_decided(struct desk *desk)
{
	struct exchange *x = begin(desk);

	desk->fixture.app.admit = refuse_by_head;
	assert_int_equal(exchange_head(x, HEAD_WHOLE, str_z(chunked_head)), EXCHANGE_MORE);
	return x;
}

static bool says_close(const struct exchange *x)
{
	return str_contains(x->out, STR("\r\nconnection: close\r\n"));
}

static void a_decided_answer_says_when_the_connection_ends_with_it(void **state)
{
	OWNED(exchange_free) struct exchange *x = begin_decided(*state);
	struct str body = STR("zero\r\n");

	assert_int_equal(exchange_take(x, &body), EXCHANGE_ANSWER);
	assert_int_equal(x->reply.status, 429);
	assert_true(x->close);
	assert_true(says_close(x));
}

static void a_decided_answer_whose_body_has_come_leaves_the_connection_open(void **state)
{
	OWNED(exchange_free) struct exchange *x = begin_decided(*state);
	struct str body = STR("1\r\na\r\n0\r\n\r\n");

	assert_int_equal(exchange_take(x, &body), EXCHANGE_COMPLETE);
	assert_int_equal(exchange_complete(x), EXCHANGE_ANSWER);
	assert_int_equal(x->reply.status, 429);
	assert_false(x->close);
	assert_true(x->out.n > 0);
	assert_false(says_close(x));
}

static void a_client_that_leaves_is_logged_with_what_was_decided(void **state)
{
	struct desk *desk = *state;
	char *log;

	exchange_free(begin_decided(desk));
	log = harness_log(&desk->fixture);
	assert_non_null(strstr(log, "\"status\":429"));
	free(log);
	desk->fixture.app.admit = NULL;
	{
		OWNED(exchange_free) struct exchange *x = begin(desk);

		assert_int_equal(exchange_head(x, HEAD_WHOLE, str_z(chunked_head)), EXCHANGE_MORE);
	}
	log = harness_log(&desk->fixture);
	assert_non_null(strstr(log, "\"reason\":\"gone\""));
	free(log);
}

static void a_refused_head_is_not_planned(void **state)
{
	static const struct {
		enum head_rc rc;
		const char *text;
		bool planned;
	} rows[] = {
		{ HEAD_WHOLE, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n", true },
		{ HEAD_REFUSED, "GET /inline HTTP/1.1\r\nHost: x\n\r\n", false },
		{ HEAD_TOO_LARGE, "GET /inline HTTP/1.1\r\nHost: x\r\n", false },
		{ HEAD_TARGET_TOO_LONG, "GET /inline", false },
		{ HEAD_WHOLE, "GET /inline HTTP/2.0\r\nHost: x\r\n\r\n", false },
		{ HEAD_WHOLE, "GET /inline HTTP/1.1\r\nHost : x\r\n\r\n", false },
		{ HEAD_WHOLE, "GET /inline#a HTTP/1.1\r\nHost: x\r\n\r\n", false },
		{ HEAD_WHOLE, "GET /inline HTTP/1.1\r\n\r\n", false },
		{ HEAD_WHOLE, "GET /inline HTTP/1.1\r\nHost: x\r\nExpect: y\r\n\r\n", false },
	};
	struct desk *desk = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		OWNED(exchange_free) struct exchange *x = begin(desk);
		unsigned before = harness_planned(&desk->fixture);

		exchange_head(x, rows[i].rc, str_z(rows[i].text));
		assert_int_equal(harness_planned(&desk->fixture) - before, rows[i].planned);
		assert_int_equal(x->reply.status >= 400, !rows[i].planned);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_long_answer_that_came_out_short_keeps_nothing_reserved),
		TEST(a_long_answer_keeps_what_it_holds_until_it_is_sent),
		TEST(a_long_answer_without_room_is_refused_as_a_whole),
		TEST(work_with_a_short_answer_reserves_little),
		TEST(work_whose_answer_is_long_reserves_the_rest),
		TEST(one_user_does_so_much_work_at_a_time_and_no_more),
		TEST(work_whose_answer_is_long_is_refused_without_room),
		TEST(a_decided_answer_says_when_the_connection_ends_with_it),
		TEST(a_decided_answer_whose_body_has_come_leaves_the_connection_open),
		TEST(a_client_that_leaves_is_logged_with_what_was_decided),
		TEST(a_refused_head_is_not_planned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
