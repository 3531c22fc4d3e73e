/* Both readers of JSON, the one that makes values and the one that needs no memory, must say the
 * same of every text, those of JSONTestSuite included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/json.h"
#include "support/data.h"

#define DEPTH 64

/* 2^1024 - 2^970 is rounded to no double any more; one less is. */
#define ALL_BUT_THE_LAST_DIGIT                                                                     \
	"1797693134862315807937289714053034150799341327100378269361737789"                         \
	"8044496829276475094664901797758720709633028641669288791094655554"                         \
	"7851940402630657488671505820681908902000708383676273854845817711"                         \
	"5317644757302700698555713669596228429148198608349364752927190741"                         \
	"6844436551070434271155969950809304288017790417449779"
#define TOO_LARGE            ALL_BUT_THE_LAST_DIGIT "2"
#define JUST_BELOW_TOO_LARGE ALL_BUT_THE_LAST_DIGIT "1"

/* The other reader's answer; its array has exactly the room that jflat_nodes_for() asks for. */
static enum jflat_rc flat(struct str text, unsigned depth)
{
	struct jflat doc = { .n = text.n,
			     .max_nodes = jflat_nodes_for(text),
			     .max_members = 100000,
			     .max_depth = depth };
	enum jflat_rc rc;

	doc.text = malloc(text.n + 1); /* no more, so that a read beyond it is seen */
	doc.nodes = calloc(doc.max_nodes, sizeof(*doc.nodes));
	if (text.n)
		memcpy(doc.text, text.p, text.n);
	rc = jflat_parse(&doc);
	free(doc.text);
	free(doc.nodes);
	return rc;
}

static enum json_rc tree(struct str text, unsigned depth)
{
	struct json *root = NULL;
	enum json_rc rc = json_parse(text, depth, &root);

	json_free(root);
	return rc;
}

static bool has_long_number(struct str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n && digits < 19; i++)
		digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1 : 0;
	return digits == 19;
}

/* Both accept, or both refuse; but an integer beyond 64 bits is refused by one of them only. */
static bool good(struct str text)
{
	enum json_rc a = tree(text, DEPTH);
	enum jflat_rc b = flat(text, DEPTH);

	if (a == JSON_SYNTAX && b == JFLAT_OK && has_long_number(text))
		return false;
	if ((a == JSON_OK) != (b == JFLAT_OK))
		fail_msg("%d and %d: %.*s", a, b, STR_FMT(text));
	return a == JSON_OK;
}

static void both_readers_agree_on_what_json_is(void **state)
{
	static const struct {
		struct str text;
		bool good;
	} rows[] = {
		{ STR_INIT("null"), true },
		{ STR_INIT(" true\n"), true },
		{ STR_INIT("\t\r\n [ ] "), true },
		{ STR_INIT("{}"), true },
		{ STR_INIT("\"\""), true },
		{ STR_INIT("\"\\u0000\""), true },
		{ STR_INIT("{\"\":0}"), true },
		{ STR_INIT("[1,-0,0.5,1e5,1E+5,1e-5,-1.5e3]"), true },
		{ STR_INIT("9223372036854775807"), true },
		{ STR_INIT("-9223372036854775808"), true },
		{ STR_INIT("1.7976931348623157e308"), true },
		{ STR_INIT("-1.7976931348623158e308"), true }, /* rounded down */
		{ STR_INIT(JUST_BELOW_TOO_LARGE ".9"), true },
		{ STR_INIT("1e-400"), true },
		{ STR_INIT("0e999999999"), true },
		{ STR_INIT("\"\\ud83d\\ude00\""), true },
		{ STR_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), true },
		{ STR_INIT("\"\x7f\""), true },
		{ STR_INIT("9223372036854775808"), false },
		{ STR_INIT("-9223372036854775809"), false },
		{ STR_INIT("-1.7976931348623159e308"), false }, /* as many digits as the greatest */
		{ STR_INIT(TOO_LARGE ".0"), false },
		{ STR_INIT("1e400"), false },
		{ STR_INIT("1e99999999999999999999"), false },
		{ STR_INIT(""), false },
		{ STR_INIT(" "), false },
		{ STR_INIT("nul"), false },
		{ STR_INIT("nulll"), false },
		{ STR_INIT("True"), false },
		{ STR_INIT("[1,]"), false },
		{ STR_INIT("[,1]"), false },
		{ STR_INIT("[1 2]"), false },
		{ STR_INIT("{\"a\"}"), false },
		{ STR_INIT("{\"a\":}"), false },
		{ STR_INIT("{\"a\":1,}"), false },
		{ STR_INIT("{a:1}"), false },
		{ STR_INIT("{'a':1}"), false },
		{ STR_INIT("{1:1}"), false },
		{ STR_INIT("{\"a\\u0000\":1}"), false },
		{ STR_INIT("01"), false },
		{ STR_INIT("-"), false },
		{ STR_INIT("+1"), false },
		{ STR_INIT(".5"), false },
		{ STR_INIT("1."), false },
		{ STR_INIT("1e"), false },
		{ STR_INIT("1e+"), false },
		{ STR_INIT("0x10"), false },
		{ STR_INIT("NaN"), false },
		{ STR_INIT("Infinity"), false },
		{ STR_INIT("\"\n\""), false },
		{ STR_INIT("\"\0\""), false },
		{ STR_INIT("\"\\x41\""), false },
		{ STR_INIT("\"\\u12\""), false },
		{ STR_INIT("\"\\u12g4\""), false },
		{ STR_INIT("\"\\ud83d\""), false },
		{ STR_INIT("\"\\ude00\""), false },
		{ STR_INIT("\"\\ud83d\\u0041\""), false },
		{ STR_INIT("\"\xff\""), false },
		{ STR_INIT("\"\xc0\xaf\""), false },
		{ STR_INIT("\"\xed\xa0\x80\""), false },
		{ STR_INIT("\xef\xbb\xbf{}"), false },
		{ STR_INIT("{} {}"), false },
		{ STR_INIT("{}\0"), false },
		{ STR_INIT("{}//"), false },
		{ STR_INIT("\"open"), false },
		{ STR_INIT("\"open\\"), false },
		{ STR_INIT("\"open\\u00"), false },
		{ STR_INIT("[1"), false },
		{ STR_INIT("{\"a\":1"), false },
		{ STR_INIT("]"), false },
		{ STR_INIT("[1}"), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (good(rows[i].text) != rows[i].good)
			fail_msg("%.*s", STR_FMT(rows[i].text));
}

static void repeated_names_have_their_own_answer(void **state)
{
	static const struct str texts[] = {
		STR_INIT("{\"a\":1,\"a\":1}"),
		STR_INIT("{\"a\":1,\"b\":2,\"\\u0061\":1}"),
		STR_INIT("[{\"x\":{\"\xc3\xa9\":1,\"\\u00e9\":2}}]"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_int_equal(tree(texts[i], DEPTH), JSON_DUPLICATE);
		assert_int_equal(flat(texts[i], DEPTH), JFLAT_DUPLICATE);
	}
	assert_true(good(STR("{\"a\":{\"a\":1},\"b\":{\"a\":1}}")));
}

static void depth_counts_objects_and_arrays(void **state)
{
	(void)state;
	assert_int_equal(tree(STR("1"), 0), JSON_OK);
	assert_int_equal(flat(STR("1"), 0), JFLAT_OK);
	assert_int_equal(tree(STR("{\"a\":[1]}"), 2), JSON_OK);
	assert_int_equal(flat(STR("{\"a\":[1]}"), 2), JFLAT_OK);
	assert_int_equal(tree(STR("{\"a\":[1]}"), 1), JSON_TOO_DEEP);
	assert_int_equal(flat(STR("{\"a\":[1]}"), 1), JFLAT_BOUNDS);
	assert_int_equal(tree(STR("[\"[[[[\\\"[[\"]"), 1), JSON_OK);
}

/* y_ must be accepted and n_ refused, except that we refuse repeated names and U+0000 in a name,
 * which the suite allows. For i_ it is enough that both readers agree. */
static bool as_it_should(struct str name, bool accepted)
{
	if (str_starts(name, STR("y_object_duplicated_key")) ||
	    str_eq(name, STR("y_object_escaped_null_in_key.json")))
		return !accepted;
	return name.p[0] == 'i' || accepted == (name.p[0] == 'y');
}

static void judge_suite_text(struct str name, struct str text)
{
	if (!as_it_should(name, good(text)))
		fail_msg("%.*s", STR_FMT(name));
}

static void the_json_test_suite_is_judged_as_it_should(void **state)
{
	(void)state;
	assert_int_equal(data_each("vectors/jsontestsuite", ".json", judge_suite_text), 318);
}

/* Texts that are nearly JSON: each single octet of one changed, removed or doubled. */
static void both_readers_agree_on_damaged_texts(void **state)
{
	static const char text[] =
		"{\"a\\n\":[1,-2.5e+3,true,null,\"\xc3\xa9\\u00e9\\ud83d\\ude00\"],"
		"\"b\":{\"c\":\"\",\"d\":false},\"e\":0}";
	static const char octets[] = "\"\\{}[]:,.-+eE019utfn a\x00\x1f\x80\xc3\xa9\xed\xff";
	const size_t n = sizeof(text) - 1;
	char copy[sizeof(text) + 1];

	(void)state;
	assert_true(good(str_of(text, n)));
	for (size_t at = 0; at < n; at++) {
		for (size_t i = 0; i < sizeof(octets) - 1; i++) {
			memcpy(copy, text, n);
			copy[at] = octets[i];
			good(str_of(copy, n));
			memcpy(copy + at + 1, text + at, n - at);
			good(str_of(copy, n + 1));
		}
		memcpy(copy, text, at);
		memcpy(copy + at, text + at + 1, n - at - 1);
		good(str_of(copy, n - 1));
		good(str_of(text, at));
	}
}

static void values_can_be_read_and_walked(void **state)
{
	struct str text = STR("{\"s\":\"a\\u0000b\",\"i\":-5,\"r\":1.5,\"t\":true,\"n\":null,"
			      "\"a\":[1,\"x\"],\"o\":{}}");
	struct json *root;
	size_t members = 0;

	(void)state;
	assert_int_equal(json_parse(text, 2, &root), JSON_OK);
	assert_int_equal(json_kind(root), JSON_KIND_OBJECT);
	assert_int_equal(json_count(root), 7);
	assert_true(str_eq(json_to_str(json_member(root, "s")), STR("a\0b")));
	assert_int_equal(json_to_i64(json_member(root, "i")), -5);
	assert_true(json_to_double(json_member(root, "r")) > 1.4);
	assert_true(json_to_bool(json_member(root, "t")));
	assert_int_equal(json_kind(json_member(root, "n")), JSON_KIND_NULL);
	assert_int_equal(json_kind(json_member(root, "x")), JSON_KIND_ABSENT);
	assert_int_equal(json_count(json_member(root, "a")), 2);
	assert_true(str_eq(json_to_str(json_element(json_member(root, "a"), 1)), STR("x")));
	assert_null(json_element(json_member(root, "a"), 2));
	for (struct json_walk w = json_walk(root); json_next(&w); members++)
		assert_int_equal(w.name.p[0], "sirtnao"[members]);
	assert_int_equal(members, 7);
	json_free(root);
	json_free(NULL);
}

static void the_absent_value_is_nothing(void **state)
{
	(void)state;
	assert_int_equal(json_kind(NULL), JSON_KIND_ABSENT);
	assert_int_equal(json_to_str(NULL).n, 0);
	assert_int_equal(json_to_i64(NULL), 0);
	assert_false(json_to_bool(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_member(NULL, "a"));
	assert_null(json_element(NULL, 0));
}

static void strings_are_written_as_javascript_does(void **state)
{
	char memory[256];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	json_put_string(&b, STR("\"\\/\b\f\n\r\t\x01\x1f\x7f\xc3\xa9<>\xe2\x80\xa8"));
	assert_true(str_eq(
		buf_text(&b),
		STR("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa9<>\xe2\x80\xa8\"")));
	buf_init_fixed(&b, memory, sizeof(memory));
	json_put_string(&b, STR(""));
	assert_true(str_eq(buf_text(&b), STR("\"\"")));
}

static void a_string_is_escaped_at_every_place(void **state)
{
	const size_t n = 20;

	(void)state;
	for (int byte = 0; byte < 0x100; byte++)
		for (size_t at = 0; at < n; at++) {
			char text[20], one_memory[16], whole[64], right_memory[64];
			struct buf one, written, right;

			memset(text, at % 2 ? '~' : ' ', n);
			text[at] = (char)byte;
			buf_init_fixed(&one, one_memory, sizeof(one_memory));
			json_put_string(&one, str_of(text + at, 1));
			buf_init_fixed(&right, right_memory, sizeof(right_memory));
			buf_char(&right, '"');
			buf_str(&right, str_of(text, at));
			buf_str(&right, str_of(one_memory + 1, buf_text(&one).n - 2));
			buf_str(&right, str_of(text + at + 1, n - at - 1));
			buf_char(&right, '"');
			buf_init_fixed(&written, whole, sizeof(whole));
			json_put_string(&written, str_of(text, n));
			assert_true(str_eq(buf_text(&written), buf_text(&right)));
		}
}

static void values_are_written_compactly_and_in_order(void **state)
{
	struct json *root;
	char memory[256];
	struct buf b;

	(void)state;
	assert_int_equal(json_parse(STR(" { \"b\" : [ 1 , 2 ] , \"a\" : \"\\u00e9\" } "), 2, &root),
			 JSON_OK);
	buf_init_fixed(&b, memory, sizeof(memory));
	json_put(&b, root);
	assert_true(str_eq(buf_text(&b), STR("{\"b\":[1,2],\"a\":\"\xc3\xa9\"}")));
	json_free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_readers_agree_on_what_json_is),
		cmocka_unit_test(repeated_names_have_their_own_answer),
		cmocka_unit_test(depth_counts_objects_and_arrays),
		cmocka_unit_test(the_json_test_suite_is_judged_as_it_should),
		cmocka_unit_test(both_readers_agree_on_damaged_texts),
		cmocka_unit_test(values_can_be_read_and_walked),
		cmocka_unit_test(the_absent_value_is_nothing),
		cmocka_unit_test(strings_are_written_as_javascript_does),
		cmocka_unit_test(a_string_is_escaped_at_every_place),
		cmocka_unit_test(values_are_written_compactly_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
