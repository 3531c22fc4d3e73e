/* The reader of JSON that needs no memory: what it finds, its bounds, its numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/jflat.h"

#define NODES 64

struct parsed {
	struct jflat doc;
	struct jflat_node nodes[NODES];
	char text[1024];
};

static enum jflat_rc parse(struct parsed *p, struct str text)
{
	assert_true(text.n < sizeof(p->text));
	memcpy(p->text, text.p, text.n);
	p->doc = (struct jflat){ .text = p->text,
				 .n = text.n,
				 .nodes = p->nodes,
				 .max_nodes = NODES,
				 .max_members = 8,
				 .max_depth = 4 };
	return jflat_parse(&p->doc);
}

static void members_and_elements_are_found(void **state)
{
	struct parsed p;
	uint32_t a, element;

	(void)state;
	assert_int_equal(
		parse(&p, STR("{\"o\":{\"x\":[1,[2,3]],\"y\":null},\"s\":\"a\\u00e9\\u0000\","
			      "\"a\":[true,\"t\",{}],\"\":0}")),
		JFLAT_OK);
	assert_int_equal(jflat_count(&p.doc, JFLAT_ROOT), 4);
	assert_true(str_eq(jflat_str(&p.doc, jflat_member(&p.doc, JFLAT_ROOT, STR("s"))),
			   STR("a\xc3\xa9\0")));
	assert_int_equal(jflat_i64(&p.doc, jflat_member(&p.doc, JFLAT_ROOT, STR(""))), 0);
	assert_int_equal(jflat_member(&p.doc, JFLAT_ROOT, STR("x")), JFLAT_NONE);
	a = jflat_member(&p.doc, JFLAT_ROOT, STR("o"));
	assert_int_equal(jflat_kind(&p.doc, jflat_member(&p.doc, a, STR("y"))), JSON_KIND_NULL);
	a = jflat_member(&p.doc, JFLAT_ROOT, STR("a"));
	assert_int_equal(jflat_count(&p.doc, a), 3);
	element = a + 1;
	assert_int_equal(jflat_kind(&p.doc, element), JSON_KIND_BOOL);
	assert_true(str_eq(jflat_str(&p.doc, element), STR("true")));
	element = jflat_next(&p.doc, element);
	assert_string_equal(jflat_str(&p.doc, element).p, "t");
	element = jflat_next(&p.doc, element);
	assert_int_equal(jflat_kind(&p.doc, element), JSON_KIND_OBJECT);
}

static void the_absent_value_is_nothing(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, STR("[\"text\"]")), JFLAT_OK);
	assert_int_equal(jflat_kind(&p.doc, JFLAT_NONE), JSON_KIND_ABSENT);
	assert_null(jflat_str(&p.doc, JFLAT_NONE).p);
	assert_int_equal(jflat_count(&p.doc, JFLAT_NONE), 0);
	assert_int_equal(jflat_member(&p.doc, JFLAT_NONE, STR("a")), JFLAT_NONE);
	assert_int_equal(jflat_member(&p.doc, JFLAT_ROOT, STR("text")), JFLAT_NONE);
	assert_int_equal(jflat_i64(&p.doc, JFLAT_NONE), 0);
	assert_int_equal(jflat_ceil(&p.doc, 1), 0);
	assert_null(jflat_str(&p.doc, JFLAT_ROOT).p);
}

static void bounds_are_kept(void **state)
{
	struct parsed p;
	char many[256];

	(void)state;
	assert_int_equal(parse(&p, STR("[[[[1]]]]")), JFLAT_OK);
	assert_int_equal(parse(&p, STR("[[[[[1]]]]]")), JFLAT_BOUNDS);
	assert_int_equal(
		parse(&p, STR("{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0}")),
		JFLAT_OK);
	assert_int_equal(
		parse(&p, STR("{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,"
			      "\"9\":0}")),
		JFLAT_BOUNDS);
	memset(many, '1', sizeof(many));
	many[0] = '[';
	for (size_t i = 2; i < 126; i += 2)
		many[i] = ',';
	many[126] = ']';
	assert_int_equal(parse(&p, str_of(many, 127)), JFLAT_OK); /* 64 nodes */
	many[126] = ',';
	many[128] = ']';
	assert_int_equal(parse(&p, str_of(many, 129)), JFLAT_BOUNDS);
}

static void the_estimate_of_nodes_is_never_too_small(void **state)
{
	static const struct str texts[] = {
		STR_INIT("1"),
		STR_INIT("[]"),
		STR_INIT("[1,2,3]"),
		STR_INIT("{\"a\":{\"b\":[{},[],\"c\"]}}"),
		STR_INIT("[[[],[]],{\"a\":1,\"b\":2,\"c\":3},1,2,3,4,5,6,7,8,9,10,11]"),
	};
	struct parsed p;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_int_equal(parse(&p, texts[i]), JFLAT_OK);
		assert_true(p.doc.n_nodes <= jflat_nodes_for(texts[i]));
	}
}

static void numbers_are_rounded_up_exactly(void **state)
{
	static const struct {
		const char *text;
		int64_t ceil;
	} rows[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "-0.0", 0 },
		{ "7", 7 },
		{ "-7", -7 },
		{ "1.0", 1 },
		{ "1.5", 2 },
		{ "-1.5", -1 },
		{ "0.0000000000000000000000000001", 1 },
		{ "-0.1", 0 },
		{ "1e3", 1000 },
		{ "1.5e3", 1500 },
		{ "1.5005e3", 1501 },
		{ "1500e-3", 2 },
		{ "1000e-3", 1 },
		{ "1e-5", 1 },
		{ "0e400", 0 },
		{ "0.00001e5", 1 },
		{ "0.000012e5", 2 },
		{ "9007199254740993", 9007199254740993 },
		{ "9007199254740992.5", 9007199254740993 },
		{ "9223372036854775807", INT64_MAX },
		{ "9223372036854775806.5", INT64_MAX },
		{ "9223372036854775807.5", INT64_MAX },
		{ "9223372036854775808.0", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "-9223372036854775808.5", INT64_MIN },
		{ "-9223372036854775809.0", INT64_MIN },
		{ "1e19", INT64_MAX },
		{ "1e308", INT64_MAX },
		{ "-1e308", INT64_MIN },
		{ "1e-400", 1 },
		{ "1e-999999999999999999", 1 },
	};
	struct parsed p;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(parse(&p, str_z(rows[i].text)), JFLAT_OK);
		if (jflat_ceil(&p.doc, JFLAT_ROOT) != rows[i].ceil)
			fail_msg("%s", rows[i].text);
	}
}

static void only_numbers_without_fraction_and_exponent_are_integers(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, STR("[5,5.0,5e0,9223372036854775808,-9223372036854775809]")),
			 JFLAT_OK);
	assert_int_equal(jflat_kind(&p.doc, 1), JSON_KIND_INTEGER);
	assert_int_equal(jflat_kind(&p.doc, 2), JSON_KIND_REAL);
	assert_int_equal(jflat_kind(&p.doc, 3), JSON_KIND_REAL);
	assert_int_equal(jflat_i64(&p.doc, 1), 5);
	assert_int_equal(jflat_i64(&p.doc, 2), 0);
	for (uint32_t beyond = 4; beyond <= 5; beyond++) {
		assert_int_equal(jflat_kind(&p.doc, beyond), JSON_KIND_BEYOND);
		assert_int_equal(jflat_i64(&p.doc, beyond), 0);
		assert_int_equal(jflat_ceil(&p.doc, beyond), 0);
	}
	assert_true(str_eq(jflat_str(&p.doc, 4), STR("9223372036854775808")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_and_elements_are_found),
		cmocka_unit_test(the_absent_value_is_nothing),
		cmocka_unit_test(bounds_are_kept),
		cmocka_unit_test(the_estimate_of_nodes_is_never_too_small),
		cmocka_unit_test(numbers_are_rounded_up_exactly),
		cmocka_unit_test(only_numbers_without_fraction_and_exponent_are_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
