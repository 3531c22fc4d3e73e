/* Batches: what they may say, and that all of one is carried out or nothing. */
#include "support/writing.h"

#include "core/limits.h"
#include "core/random.h"
#include "store/tables/tasks/revision.h"
#include "tasks/batch/batch.h"

static struct task_rules rules_of(const struct place *p)
{
	return (struct task_rules){ .store = p->store, .random = &random_kernel };
}

/* In which ' stands for ". */
static struct str text_of(struct place *p, const char *text)
{
	char *copy = arena_alloc(&p->arena, strlen(text) + 1);

	for (size_t i = 0; text[i]; i++)
		copy[i] = text[i] == '\'' ? '"' : text[i];
	return str_z(copy);
}

static bool read_batch(struct place *p, const char *text, struct batch *out)
{
	return batch_read(&p->arena, text_of(p, text), out);
}

static enum store_rc run(struct place *p, struct batch *batch)
{
	struct task_rules rules = rules_of(p);

	return batch_run(&rules, &p->arena, &writing_anna, NOW_MS, batch, &p->err);
}

static enum store_rc run_text(struct place *p, const char *text, struct batch *batch)
{
	if (!read_batch(p, text, batch))
		fail_msg("%.*s", STR_FMT(batch->refusal.problem));
	return run(p, batch);
}

struct revision_of {
	struct revision now;
};

static enum store_rc read_revision(struct sql *sql, void *arg, struct err *err)
{
	struct revision_of *r = arg;

	return revision_read(sql, &writing_anna, &r->now, err);
}

static int64_t revision(struct place *p)
{
	struct revision_of r;

	assert_int_equal(store_read(p->store, read_revision, &r, &p->err), STORE_OK);
	return r.now.number;
}

/* ---- reading ---- */

#define CREATE "{'op':'create','id':'#a','task':{'title':'x'}}"

static void what_a_batch_may_say_is_a_table(void **state)
{
	static const char *const good[] = {
		"{'operations':[" CREATE "]}",
		"{'operations':[{'op':'create','task':{'title':'x'}}]}",
		"{'operations':[{'op':'update','id':7,'task':{}}]}",
		"{'operations':[{'op':'update','id':7,'if_match':'\\'3\\'','task':{'tags':[]}}]}",
		"{'operations':[{'op':'delete','id':9007199254740991,'if_match':'*'}]}",
		"{'operations':[" CREATE ",{'op':'delete','id':'#a'}]}",
		"{'operations':[" CREATE ",{'op':'update','id':'#a','task':{'completed':true}}]}",
		"{'operations':[" CREATE
		",{'op':'create','id':'#A-1_b','task':{'title':'y','parent_id':'#a'}}]}",
		"{'operations':[" CREATE ",{'op':'update','id':5,'task':{'parent_id':'#a'}}]}",
	};
	struct place *p = *state;
	struct batch batch;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!read_batch(p, good[i], &batch))
			fail_msg("%s: %.*s", good[i], STR_FMT(batch.refusal.problem));
}

static void what_it_may_not_say_names_the_operation_and_the_member(void **state)
{
	static const struct {
		const char *text;
		size_t failed;
		const char *member;
	} rows[] = {
		{ "", 0, "" },
		{ "[]", 0, "" },
		{ "{'operations':[],'operations':[]}", 0, "" },
		{ "{}", 0, "operations" },
		{ "{'operations':[]}", 0, "operations" },
		{ "{'operations':{}}", 0, "operations" },
		{ "{'operations':null}", 0, "operations" },
		{ "{'operations':[" CREATE "],'atomic':true}", 0, "atomic" },
		{ "{'operations':[7]}", 1, "operations" },
		{ "{'operations':[" CREATE ",null]}", 2, "operations" },
		{ "{'operations':[{}]}", 1, "op" },
		{ "{'operations':[{'op':'Create','task':{'title':'x'}}]}", 1, "op" },
		{ "{'operations':[{'op':1,'task':{'title':'x'}}]}", 1, "op" },
		{ "{'operations':[{'op':'create'}]}", 1, "task" },
		{ "{'operations':[{'op':'create','task':null}]}", 1, "task" },
		{ "{'operations':[{'op':'create','task':{}}]}", 1, "title" },
		{ "{'operations':[{'op':'create','task':{'title':''}}]}", 1, "title" },
		{ "{'operations':[{'op':'create','task':{'title':'x','x':1}}]}", 1, "x" },
		{ "{'operations':[{'op':'create','id':5,'task':{'title':'x'}}]}", 1, "id" },
		{ "{'operations':[{'op':'create','id':'a','task':{'title':'x'}}]}", 1, "id" },
		{ "{'operations':[{'op':'create','id':'#','task':{'title':'x'}}]}", 1, "id" },
		{ "{'operations':[{'op':'create','id':'#a b','task':{'title':'x'}}]}", 1, "id" },
		{ "{'operations':[{'op':'create','if_match':'*','task':{'title':'x'}}]}", 1,
		  "if_match" },
		{ "{'operations':[" CREATE "," CREATE "]}", 2, "id" },
		{ "{'operations':[{'op':'update','task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':7}]}", 1, "task" },
		{ "{'operations':[{'op':'update','id':0,'task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':-1,'task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':1.5,'task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':'7','task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':9007199254740992,'task':{}}]}", 1, "id" },
		{ "{'operations':[{'op':'update','id':7,'if_match':3,'task':{}}]}", 1, "if_match" },
		{ "{'operations':[{'op':'update','id':7,'if_match':'','task':{}}]}", 1,
		  "if_match" },
		{ "{'operations':[{'op':'update','id':7,'colour':1,'task':{}}]}", 1, "colour" },
		{ "{'operations':[{'op':'delete','id':7,'task':{}}]}", 1, "task" },
		{ "{'operations':[{'op':'delete','id':'#a'}," CREATE "]}", 1, "id" },
		{ "{'operations':[" CREATE ",{'op':'delete','id':'#b'}]}", 2, "id" },
		{ "{'operations':[{'op':'create','id':'#a','task':{'title':'x','parent_id':'#a'}}"
		  "]}",
		  1, "parent_id" },
		{ "{'operations':[" CREATE
		  ",{'op':'create','task':{'title':'x','parent_id':'a'}}]}",
		  2, "parent_id" },
		{ "{'operations':[" CREATE ",{'op':'create','task':{'title':'x','list_id':'#a'}}"
		  "]}",
		  2, "list_id" },
	};
	struct place *p = *state;
	struct batch batch;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (read_batch(p, rows[i].text, &batch))
			fail_msg("accepted: %s", rows[i].text);
		if (batch.failed != rows[i].failed ||
		    !str_eq(batch.refusal.member, str_z(rows[i].member)) ||
		    !batch.refusal.problem.n)
			fail_msg("%s: operation %zu, member %.*s: %.*s", rows[i].text, batch.failed,
				 STR_FMT(batch.refusal.member), STR_FMT(batch.refusal.problem));
	}
}

static void a_batch_has_a_bounded_number_of_operations(void **state)
{
	struct place *p = *state;
	struct batch batch;
	struct buf text;

	for (int n = LIMIT_BATCH; n <= LIMIT_BATCH + 1; n++) {
		arena_buf(&p->arena, &text, 64, 1 << 20);
		buf_z(&text, "{\"operations\":[");
		for (int i = 0; i < n; i++) {
			buf_z(&text, i ? "," : "");
			buf_z(&text, "{\"op\":\"delete\",\"id\":7}");
		}
		buf_z(&text, "]}");
		assert_int_equal(batch_read(&p->arena, buf_text(&text), &batch), n == LIMIT_BATCH);
	}
}

/* ---- carrying out ---- */

static void all_of_a_batch_is_one_revision(void **state)
{
	struct place *p = *state;
	struct batch batch;
	int64_t before = revision(p);

	assert_int_equal(
		run_text(p,
			 "{'operations':[{'op':'create','id':'#a','task':{'title':'parent'}},"
			 "{'op':'create','id':'#b','task':{'title':'child','parent_id':'#a'}},"
			 "{'op':'update','id':'#a','task':{'completed':true}},"
			 "{'op':'create','id':'#c','task':{'title':'gone'}},"
			 "{'op':'delete','id':'#c'}]}",
			 &batch),
		STORE_OK);
	assert_int_equal(revision(p), before + 1);
	assert_int_equal(batch.of[1].task.parent_id, batch.of[0].done_id);
	assert_int_equal(batch.of[2].done_id, batch.of[0].done_id);
	assert_true(batch.of[2].task.completed);
	assert_true(str_contains(batch.answer, STR("\"title\":\"parent\"")));
	assert_int_equal(batch.of[2].task.revision, before + 1);
	assert_true(batch.of[0].done_id < batch.of[1].done_id);
	assert_int_equal(batch.of[4].done_id, batch.of[3].done_id);
}

static void one_bad_operation_undoes_all(void **state)
{
	static const struct {
		const char *bad;
		enum store_rc rc;
		const char *member;
	} rows[] = {
		{ "{'op':'update','id':5,'task':{'title':'y'}}", STORE_NONE, "" },
		{ "{'op':'delete','id':5}", STORE_NONE, "" },
		{ "{'op':'create','task':{'title':'x','parent_id':5}}", STORE_CONFLICT,
		  "parent_id" },
		{ "{'op':'create','task':{'title':'x','list_id':5}}", STORE_CONFLICT, "list_id" },
		{ "{'op':'update','id':'#a','if_match':'\\'1\\'','task':{'title':'y'}}",
		  STORE_CONFLICT, "if_match" },
		{ "{'op':'delete','id':'#a','if_match':'\\'1\\''}", STORE_CONFLICT, "if_match" },
	};
	struct place *p = *state;
	struct batch batch;
	char text[512];

	assert_int_equal(run_text(p, "{'operations':[" CREATE "]}", &batch), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t before = revision(p);

		snprintf(text, sizeof(text), "{'operations':[" CREATE ",%s]}", rows[i].bad);
		assert_int_equal(run_text(p, text, &batch), rows[i].rc);
		assert_int_equal(batch.failed, 2);
		if (rows[i].rc == STORE_CONFLICT && !str_eq(batch.refusal.member, STR("if_match")))
			assert_true(str_eq(batch.refusal.member, str_z(rows[i].member)));
		assert_int_equal(revision(p), before);
		assert_int_equal(writing_count_tasks(p), 1);
	}
}

static void an_etag_is_that_of_the_task_at_the_operations_turn(void **state)
{
	struct place *p = *state;
	struct batch batch;
	char text[512];
	int64_t id, etag;

	assert_int_equal(run_text(p, "{'operations':[" CREATE "]}", &batch), STORE_OK);
	id = batch.of[0].done_id;
	etag = batch.of[0].task.revision;
	snprintf(text, sizeof(text),
		 "{'operations':[{'op':'update','id':%lld,'if_match':'\\'%lld\\'','task':{'title':"
		 "'y'}}]}",
		 (long long)id, (long long)etag);
	assert_int_equal(run_text(p, text, &batch), STORE_OK);
	assert_int_equal(run_text(p, text, &batch), STORE_CONFLICT);
	assert_int_equal(batch.refusal.kind, REFUSAL_CHANGED);
	snprintf(text, sizeof(text), "{'operations':[{'op':'delete','id':%lld,'if_match':'*'}]}",
		 (long long)id);
	assert_int_equal(run_text(p, text, &batch), STORE_OK);
	assert_int_equal(run_text(p, text, &batch), STORE_NONE);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(what_a_batch_may_say_is_a_table),
		HERE(what_it_may_not_say_names_the_operation_and_the_member),
		HERE(a_batch_has_a_bounded_number_of_operations),
		HERE(all_of_a_batch_is_one_revision),
		HERE(one_bad_operation_undoes_all),
		HERE(an_etag_is_that_of_the_task_at_the_operations_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
