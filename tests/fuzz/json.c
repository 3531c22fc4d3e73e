/* Both readers of JSON say the same of every text, and what is written reads as what was read. */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/jflat.h"
#include "base/json.h"
#include "fuzz.h"

#define DEPTH       32
#define WRITTEN_MAX ((size_t)1 << 20)
#define EXACT       9007199254740992.0 /* 2^53: below it a double's whole numbers are exact */

static void same_value(const struct jflat *doc, uint32_t flat, const struct json *tree);

static void same_number(const struct jflat *doc, uint32_t flat, const struct json *tree)
{
	double value = json_to_double(tree), thousandfold = value * 1000;
	int64_t up = jflat_ceil(doc, flat);
	int64_t up_thousandfold = jflat_ceil_thousandfold(doc, flat);

	if (fabs(thousandfold) < EXACT)
		HOLDS(fabs((double)up_thousandfold - ceil(thousandfold)) <= 1);
	else
		HOLDS((up_thousandfold > 0) == (value > 0));
	if (json_kind(tree) == JSON_KIND_INTEGER) {
		HOLDS(jflat_i64(doc, flat) == json_to_i64(tree));
		HOLDS(up == json_to_i64(tree));
	} else if (fabs(value) < EXACT) { /* the double may have been rounded to a whole number */
		HOLDS(fabs((double)up - ceil(value)) <= 1);
	} else {
		HOLDS((up > 0) == (value > 0));
	}
}

static void same_members(const struct jflat *doc, uint32_t flat, const struct json *tree)
{
	uint32_t at = flat + 1;

	for (struct json_walk w = json_walk(tree); json_next(&w);) {
		HOLDS(str_eq(jflat_str(doc, at), w.name));
		HOLDS(jflat_member(doc, flat, w.name) == at + 1);
		same_value(doc, at + 1, w.value);
		at = jflat_next(doc, at + 1);
	}
	HOLDS(at == jflat_next(doc, flat));
}

static void same_elements(const struct jflat *doc, uint32_t flat, const struct json *tree)
{
	uint32_t at = flat + 1;

	for (size_t i = 0; i < json_count(tree); i++, at = jflat_next(doc, at))
		same_value(doc, at, json_element(tree, i));
	HOLDS(at == jflat_next(doc, flat));
}

static void same_value(const struct jflat *doc, uint32_t flat, const struct json *tree)
{
	HOLDS(jflat_kind(doc, flat) == json_kind(tree));
	switch (json_kind(tree)) {
	case JSON_KIND_OBJECT:
		HOLDS(jflat_count(doc, flat) == json_count(tree));
		same_members(doc, flat, tree);
		break;
	case JSON_KIND_ARRAY:
		HOLDS(jflat_count(doc, flat) == json_count(tree));
		same_elements(doc, flat, tree);
		break;
	case JSON_KIND_STRING:
		HOLDS(str_eq(jflat_str(doc, flat), json_to_str(tree)));
		HOLDS(jflat_str(doc, flat).p[json_to_str(tree).n] == '\0');
		break;
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
		same_number(doc, flat, tree);
		break;
	case JSON_KIND_BOOL:
		HOLDS(str_eq(jflat_str(doc, flat), STR("true")) == json_to_bool(tree));
		break;
	case JSON_KIND_BEYOND: /* of jflat.h only */
	case JSON_KIND_NULL:
	case JSON_KIND_ABSENT:
		break;
	}
}

/* In an array of exactly the room that jflat_nodes_for() asks for. */
static void flat_agrees(struct str text, const struct json *tree)
{
	struct jflat doc = { .n = text.n,
			     .max_nodes = jflat_nodes_for(text),
			     .max_members = UINT32_MAX,
			     .max_depth = DEPTH };

	doc.text = malloc(text.n + 1);
	doc.nodes = calloc(doc.max_nodes, sizeof(*doc.nodes));
	HOLDS(doc.text && doc.nodes);
	if (text.n)
		memcpy(doc.text, text.p, text.n);
	if (jflat_parse(&doc) == JFLAT_OK)
		HOLDS(tree || fuzz_has_long_number(text));
	else
		HOLDS(!tree);
	if (tree)
		same_value(&doc, JFLAT_ROOT, tree);
	free(doc.text);
	free(doc.nodes);
}

static void written_reads_the_same(const struct json *tree)
{
	struct json *again = NULL;
	struct buf first, second;

	buf_init_heap(&first, WRITTEN_MAX);
	buf_init_heap(&second, WRITTEN_MAX);
	json_put(&first, tree);
	HOLDS(buf_ok(&first));
	HOLDS(json_parse(buf_text(&first), DEPTH, &again) == JSON_OK);
	json_put(&second, again);
	HOLDS(str_eq(buf_text(&first), buf_text(&second)));
	json_free(again);
	buf_done(&first);
	buf_done(&second);
}

/* Any UTF-8 is a string's text. */
static void strings_come_back(struct str text)
{
	struct json *string = NULL;
	struct buf b;

	if (!str_is_utf8(text) || str_find(text, '\0') >= 0)
		return;
	buf_init_heap(&b, WRITTEN_MAX);
	json_put_string(&b, text);
	HOLDS(json_parse(buf_text(&b), 0, &string) == JSON_OK);
	HOLDS(str_eq(json_to_str(string), text));
	json_free(string);
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_of(data, n);
	struct json *tree = NULL;
	enum json_rc rc = json_parse(text, DEPTH, &tree);

	HOLDS((rc == JSON_OK) == (tree != NULL));
	flat_agrees(text, tree);
	if (tree)
		written_reads_the_same(tree);
	strings_come_back(text);
	json_free(tree);
	return 0;
}
