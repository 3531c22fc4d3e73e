/* The chain of the audit table: whole as it is written, and broken at each row and each column that
 * somebody else has touched. */
#include "auth/audit/chain.h"

#include "support/place.h"

#include <pthread.h>

#include "auth/audit/keep.h"
#include "auth/audit/row.h"
#include "auth/audit/verify.h"
#include "core/random.h"

#define ROWS  6
#define DAY_S INT64_C(86400)

static enum store_rc append_tx(struct sql *sql, void *arg, struct err *err)
{
	return audit_append(sql, arg, err);
}

static void append(struct place *p, int64_t n)
{
	struct audit_row row = {
		.id = arena_fmt(&p->arena, "id-%lld", (long long)n),
		.at_ms = NOW_MS + n,
		.actor = STR("uid 0 (root)"),
		.origin = STR("command line"),
		.action = STR("user-role-set"),
		.subject = STR("ada"),
		.detail = STR("\"quoted\"\n\x1f\xc3\xa9"),
		.before = STR("{\"role\":\"user\"}"),
		.after = STR("{\"role\":\"admin\"}"),
	};

	assert_int_equal(store_write(p->store, append_tx, &row, &p->err), STORE_OK);
}

static int with_rows(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	for (int64_t n = 1; n <= ROWS; n++)
		append(p, n);
	return 0;
}

static struct audit_verdict judge_noted(struct place *p, int64_t seq, struct str hash)
{
	const struct audit_note note = { seq, hash };
	struct audit_verdict verdict;

	assert_int_equal(audit_verify(p->store, &p->arena, &note, &verdict, &p->err), STORE_OK);
	return verdict;
}

static struct audit_verdict judge(struct place *p)
{
	return judge_noted(p, 0, str_of(NULL, 0));
}

static void assert_sound(struct place *p, int64_t rows)
{
	struct audit_verdict verdict = judge(p);

	assert_int_equal(verdict.fault, AUDIT_SOUND);
	assert_int_equal(verdict.rows, rows);
}

/* As somebody does who may do everything to the database. */
static void disarm(struct place *p)
{
	place_script(p->sql, EITHER("drop trigger ostiary_audit_unchanged;"
				    "drop trigger ostiary_audit_kept",
				    "drop trigger ostiary_audit_kept on ostiary_audit;"
				    "drop trigger ostiary_audit_whole on ostiary_audit"));
}

static void remember(struct place *p)
{
	place_script(p->sql, "create table kept as select * from ostiary_audit");
}

static void restore(struct place *p)
{
	place_script(p->sql, "delete from ostiary_audit;"
			     "insert into ostiary_audit select * from kept");
}

/* A statement that ends with the number of a row. */
static void tamper(struct place *p, const char *statement, int64_t seq)
{
	char text[512];

	snprintf(text, sizeof(text), "%s %lld", statement, (long long)seq);
	place_script(p->sql, text);
}

static struct str hash_of(struct place *p, int64_t seq)
{
	struct audit_entry *entries;
	size_t n;

	assert_int_equal(audit_after(p->sql, &p->arena, seq - 1, 1, &entries, &n, &p->err),
			 STORE_OK);
	assert_int_equal(n, 1);
	return entries[0].link.hash;
}

/* ---- whole ---- */

static void the_chain_is_whole_as_it_is_written(void **state)
{
	struct place *p = *state;
	struct audit_verdict verdict = judge(p);

	assert_int_equal(verdict.fault, AUDIT_SOUND);
	assert_int_equal(verdict.rows, ROWS);
	assert_int_equal(verdict.earlier, 0);
	assert_int_equal(verdict.last_seq, ROWS);
	assert_true(str_eq(verdict.last_hash, hash_of(p, ROWS)));
}

static void an_empty_chain_is_whole(void **state)
{
	struct place *p = *state;

	place_open(p);
	assert_sound(p, 0);
}

static void a_hash_is_that_of_the_columns_as_json(void **state)
{
	struct place *p = *state;
	char text[1024], hash[DIGEST_HEX];
	struct str first = hash_of(p, 1);
	struct buf b;

	snprintf(text, sizeof(text),
		 "[2,\"%.*s\",\"id-2\",%lld,\"uid 0 (root)\",\"command line\",\"user-role-set\","
		 "\"ada\",\"\\\"quoted\\\"\\n\\u001f\xc3\xa9\",\"{\\\"role\\\":\\\"user\\\"}\","
		 "\"{\\\"role\\\":\\\"admin\\\"}\"]",
		 STR_FMT(first), (long long)NOW_MS + 2);
	buf_init_fixed(&b, hash, sizeof(hash));
	digest_sha256_hex(str_z(text), &b);
	assert_true(str_eq(buf_text(&b), hash_of(p, 2)));
}

/* ---- broken ---- */

/* Every column counts. The hash of a row that was changed is wrong there, and so is a hash that was
 * changed; another `previous` does not follow the row before. */
static void a_change_of_each_column_of_each_row_is_found(void **state)
{
	static const struct {
		const char *change;
		enum audit_fault fault;
	} changes[] = {
		{ "id = 'other'", AUDIT_CHANGED },
		{ "at_ms = at_ms + 1", AUDIT_CHANGED },
		{ "actor = 'uid 1 (bin)'", AUDIT_CHANGED },
		{ "action = 'user-unbanned'", AUDIT_CHANGED },
		{ "subject = 'bob'", AUDIT_CHANGED },
		{ "detail = ''", AUDIT_CHANGED },
		{ "origin = '192.0.2.1'", AUDIT_CHANGED },
		{ "origin = null", AUDIT_CHANGED },
		{ "old_values = ''", AUDIT_CHANGED },
		{ "new_values = '{}'", AUDIT_CHANGED },
		{ "hash = previous", AUDIT_CHANGED },
		{ "previous = hash", AUDIT_UNLINKED },
	};
	struct place *p = *state;

	disarm(p);
	remember(p);
	for (int64_t seq = 1; seq <= ROWS; seq++)
		for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
			char change[128];
			struct audit_verdict verdict;

			snprintf(change, sizeof(change),
				 "update ostiary_audit set %s where seq =", changes[i].change);
			tamper(p, change, seq);
			verdict = judge(p);
			if (verdict.fault != changes[i].fault || verdict.seq != seq)
				fail_msg("%s of row %lld: fault %d at %lld", changes[i].change,
					 (long long)seq, (int)verdict.fault,
					 (long long)verdict.seq);
			assert_int_equal(verdict.rows, seq - 1);
			restore(p);
		}
	assert_sound(p, ROWS);
}

static void each_row_that_is_taken_out_is_missed(void **state)
{
	struct place *p = *state;

	disarm(p);
	remember(p);
	for (int64_t seq = 1; seq <= ROWS; seq++) {
		struct audit_verdict verdict;

		tamper(p, "delete from ostiary_audit where seq =", seq);
		verdict = judge(p);
		assert_int_equal(verdict.fault, AUDIT_MISSING);
		assert_int_equal(verdict.seq, seq);
		tamper(p, "delete from ostiary_audit where seq >", seq); /* all the rest */
		assert_int_equal(judge(p).fault, AUDIT_MISSING);
		restore(p);
	}
}

/* Somebody who computes the hash of the row anew has to do so for all that follow, and the head. */
static void a_row_that_was_written_anew_is_found_by_the_next_one(void **state)
{
	struct place *p = *state;

	disarm(p);
	remember(p);
	for (int64_t seq = 1; seq <= ROWS; seq++) {
		struct audit_entry *entries;
		struct audit_verdict verdict;
		char hash[DIGEST_HEX], change[256];
		struct buf b;
		size_t n;

		assert_int_equal(audit_after(p->sql, &p->arena, seq - 1, 1, &entries, &n, &p->err),
				 STORE_OK);
		entries[0].row.subject = STR("bob");
		buf_init_fixed(&b, hash, sizeof(hash));
		assert_true(audit_put_hash(&entries[0], &b));
		snprintf(change, sizeof(change),
			 "update ostiary_audit set subject = 'bob', hash = '%.*s'"
			 " where seq =",
			 STR_FMT(buf_text(&b)));
		tamper(p, change, seq);
		verdict = judge(p);
		assert_int_equal(verdict.fault, seq < ROWS ? AUDIT_UNLINKED : AUDIT_CUT_OFF);
		assert_int_equal(verdict.seq, seq < ROWS ? seq + 1 : ROWS);
		restore(p);
	}
}

static void a_row_beyond_the_ends_or_without_a_number_is_found(void **state)
{
	struct place *p = *state;
	struct audit_verdict verdict;

	disarm(p);
	remember(p);
	tamper(p,
	       "insert into ostiary_audit (id, at_ms, actor, action, subject, detail, seq)"
	       " select 'x', 1, '', '', '', '',",
	       ROWS + 1);
	verdict = judge(p);
	assert_int_equal(verdict.fault, AUDIT_BEYOND);
	assert_int_equal(verdict.seq, ROWS + 1);
	assert_true(str_eq(verdict.id, STR("x")));
	restore(p);
	tamper(p,
	       "insert into ostiary_audit (id, at_ms, actor, action, subject, detail, seq)"
	       " select 'y', 1, '', '', '', '',",
	       0);
	assert_int_equal(judge(p).fault, AUDIT_BEYOND);
	restore(p);
	place_script(p->sql, "insert into ostiary_audit (id, at_ms, actor, action, subject,"
			     " detail) values ('z', 1, '', '', '', '')");
	verdict = judge(p);
	assert_int_equal(verdict.fault, AUDIT_STRAY);
	assert_true(str_eq(verdict.id, STR("z")));
}

/* What a new chain cannot have is the hash that was noted elsewhere. */
static void a_chain_that_was_cut_back_or_made_anew_does_not_have_what_was_noted(void **state)
{
	struct place *p = *state;
	struct str last = hash_of(p, ROWS), before = hash_of(p, ROWS - 1);
	char text[256];

	assert_int_equal(judge_noted(p, ROWS, last).fault, AUDIT_SOUND);
	assert_int_equal(judge_noted(p, ROWS - 1, before).fault, AUDIT_SOUND);
	assert_int_equal(judge_noted(p, ROWS, before).fault, AUDIT_REWRITTEN);
	disarm(p);
	snprintf(text, sizeof(text),
		 "delete from ostiary_audit where seq = %d;"
		 "update ostiary_audit_head set seq = %d, hash = '%.*s'",
		 ROWS, ROWS - 1, STR_FMT(before));
	place_script(p->sql, text);
	assert_sound(p, ROWS - 1);
	assert_int_equal(judge_noted(p, ROWS, last).fault, AUDIT_UNKNOWN);
	append(p, ROWS + 1);
	assert_int_equal(judge_noted(p, ROWS, last).fault, AUDIT_REWRITTEN);
}

static void the_database_refuses_to_change_rows(void **state)
{
	static const char *const refused[] = {
		"update ostiary_audit set actor = '' where seq = 1",
		"delete from ostiary_audit where seq = 1",
		"delete from ostiary_audit",
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		assert_int_equal(sql_script(p->sql, refused[i], &p->err), STORE_FAULT);
		assert_says(p->err, "neither changed nor deleted");
	}
	if (place_on_postgres())
		assert_int_equal(sql_script(p->sql, "truncate ostiary_audit", &p->err),
				 STORE_FAULT);
	assert_sound(p, ROWS);
	append(p, ROWS + 1);
	assert_sound(p, ROWS + 1);
}

static void without_its_head_nothing_is_added(void **state)
{
	struct place *p = *state;
	struct audit_row row = { .id = STR("n") };
	struct audit_verdict verdict;

	place_script(p->sql, "delete from ostiary_audit_head");
	assert_int_equal(store_write(p->store, append_tx, &row, &p->err), STORE_FAULT);
	assert_says(p->err, "ostiary_audit_head has lost its row");
	assert_int_equal(
		audit_verify(p->store, &p->arena, &(struct audit_note){ 0 }, &verdict, &p->err),
		STORE_FAULT);
}

/* ---- many at a time ---- */

#define THREADS 6
#define EACH    15

struct writer_thread {
	struct place *p;
	int64_t from;
	int done;
	pthread_t thread;
};

static void *append_many(void *arg)
{
	struct writer_thread *w = arg;

	for (int64_t i = 0; i < EACH; i++) {
		char id[32];
		struct err err = { 0 };
		struct audit_row row = { .at_ms = NOW_MS };

		snprintf(id, sizeof(id), "many-%lld", (long long)(w->from + i));
		row.id = str_z(id);
		while (store_write(w->p->store, append_tx, &row, &err) != STORE_OK)
			assert_int_equal(err.kind, ERR_UNAVAILABLE); /* overtaken too often */
		w->done++;
	}
	return NULL;
}

static void rows_that_are_added_at_the_same_time_follow_each_other(void **state)
{
	struct place *p = *state;
	struct writer_thread threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		threads[i] = (struct writer_thread){ .p = p, .from = (int64_t)i * EACH };
		pthread_create(&threads[i].thread, NULL, append_many, &threads[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i].thread, NULL);
		assert_int_equal(threads[i].done, EACH);
	}
	assert_sound(p, ROWS + THREADS * EACH);
}

/* ---- the end of keeping ---- */

static int64_t clock_ms;

static int64_t told(const struct clock *clock)
{
	(void)clock;
	return clock_ms;
}

static void expire(struct place *p, int64_t now_ms, int64_t keep_s)
{
	static const struct clock clock = { .now_ms = told };
	const struct audit_keeping keeping = {
		.store = p->store, .clock = &clock, .random = &random_kernel, .keep_s = keep_s
	};

	clock_ms = now_ms;
	assert_true(audit_expire(&keeping, &p->err));
}

static void old_rows_go_and_the_chain_goes_on(void **state)
{
	struct place *p = *state;
	struct str noted = hash_of(p, ROWS), gone = hash_of(p, 2);
	int64_t late_ms = NOW_MS + (30 + 2) * DAY_S * 1000;
	struct audit_entry *entries;
	size_t n;

	expire(p, late_ms, 0);
	expire(p, NOW_MS + 31 * DAY_S * 1000, 30 * DAY_S); /* not by a day yet */
	assert_sound(p, ROWS);
	append(p, (late_ms - NOW_MS) - DAY_S * 1000);
	expire(p, late_ms, 30 * DAY_S);
	assert_sound(p, 2); /* the young one, and the row about the others */
	assert_int_equal(audit_after(p->sql, &p->arena, ROWS, 10, &entries, &n, &p->err), STORE_OK);
	assert_int_equal(n, 2);
	assert_true(str_eq(entries[1].row.action, STR("audit-cut")));
	assert_true(str_starts(entries[1].row.detail, STR("rows 1 to 6; the last had the hash ")));
	assert_int_equal(judge_noted(p, ROWS, noted).fault, AUDIT_SOUND);
	assert_int_equal(judge_noted(p, ROWS, gone).fault, AUDIT_REWRITTEN);
	assert_int_equal(judge_noted(p, 2, gone).fault, AUDIT_UNKNOWN);
	assert_int_equal(sql_script(p->sql, "delete from ostiary_audit where seq = 7", &p->err),
			 STORE_FAULT);
}

static void an_anchor_that_was_moved_is_found(void **state)
{
	struct place *p = *state;

	append(p, 40 * DAY_S * 1000);
	expire(p, NOW_MS + 41 * DAY_S * 1000, 30 * DAY_S);
	assert_sound(p, 2);
	place_script(p->sql, "update ostiary_audit_head set first_seq = first_seq + 1");
	assert_int_equal(judge(p).fault, AUDIT_BEYOND);
	place_script(p->sql, "update ostiary_audit_head set first_seq = first_seq - 2");
	assert_int_equal(judge(p).fault, AUDIT_MISSING);
	place_script(p->sql, "update ostiary_audit_head set first_seq = first_seq + 1,"
			     " anchor = hash");
	assert_int_equal(judge(p).fault, AUDIT_UNLINKED);
}

#define EMPTY(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)
#define FULL(test)  cmocka_unit_test_setup_teardown(test, with_rows, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EMPTY(an_empty_chain_is_whole),
		FULL(the_chain_is_whole_as_it_is_written),
		FULL(a_hash_is_that_of_the_columns_as_json),
		FULL(a_change_of_each_column_of_each_row_is_found),
		FULL(each_row_that_is_taken_out_is_missed),
		FULL(a_row_that_was_written_anew_is_found_by_the_next_one),
		FULL(a_row_beyond_the_ends_or_without_a_number_is_found),
		FULL(a_chain_that_was_cut_back_or_made_anew_does_not_have_what_was_noted),
		FULL(the_database_refuses_to_change_rows),
		FULL(without_its_head_nothing_is_added),
		FULL(rows_that_are_added_at_the_same_time_follow_each_other),
		FULL(old_rows_go_and_the_chain_goes_on),
		FULL(an_anchor_that_was_moved_is_found),
	};

	return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
