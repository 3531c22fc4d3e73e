#include "tasks/exchange/read/jdoc.h"

#include "core/limits.h"

#define DEPTH_MOST   32
#define MEMBERS_MOST 256 /* a card of Trello has some 60 */

static uint32_t line_ends(struct str text)
{
	uint32_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static void count_lines(struct arena *a, struct jdoc *doc)
{
	size_t n = doc->file.n / JDOC_STEP + 1;

	doc->lines = arena_array(a, n, sizeof(*doc->lines));
	for (size_t i = 1; i < n; i++)
		doc->lines[i] =
			doc->lines[i - 1] +
			line_ends(str_head(str_tail(doc->file, (i - 1) * JDOC_STEP), JDOC_STEP));
}

const char *jdoc_read(struct arena *a, struct str file, struct jdoc *out)
{
	uint32_t nodes;

	*out = (struct jdoc){ .file = str_without_mark(file) };
	count_lines(a, out);
	nodes = jflat_nodes_for(out->file);
	if (nodes > LIMIT_IMPORT_VALUES)
		return "The file has too many values";
	out->flat = (struct jflat){
		.text = memcpy(arena_alloc(a, out->file.n + 1), out->file.p, out->file.n),
		.n = out->file.n,
		.nodes = arena_array(a, nodes, sizeof(struct jflat_node)),
		.max_nodes = nodes,
		.max_members = MEMBERS_MOST,
		.max_depth = DEPTH_MOST,
	};
	switch (jflat_parse(&out->flat)) {
	case JFLAT_OK:
		return NULL;
	case JFLAT_DUPLICATE:
		return "The file names a member twice";
	case JFLAT_BOUNDS:
		return "The file is nested too deeply";
	case JFLAT_SYNTAX:
		break;
	}
	return "The file must be valid JSON in UTF-8";
}

size_t jdoc_line(const struct jdoc *doc, uint32_t value)
{
	size_t at = value < doc->flat.n_nodes ? doc->flat.nodes[value].at : 0;
	size_t from = at / JDOC_STEP;

	return 1 + doc->lines[from] +
	       line_ends(str_head(str_tail(doc->file, from * JDOC_STEP), at - from * JDOC_STEP));
}

uint32_t jdoc_at(const struct jdoc *doc, uint32_t object, const char *name)
{
	return jflat_member(&doc->flat, object, str_z(name));
}

struct str jdoc_text(const struct jdoc *doc, uint32_t object, const char *name)
{
	uint32_t value = jdoc_at(doc, object, name);

	switch (jflat_kind(&doc->flat, value)) {
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
	case JSON_KIND_STRING:
		return jflat_str(&doc->flat, value);
	case JSON_KIND_ABSENT:
	case JSON_KIND_NULL:
	case JSON_KIND_BOOL:
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT:
		break;
	}
	return str_of(NULL, 0);
}

bool jdoc_true(const struct jdoc *doc, uint32_t object, const char *name)
{
	uint32_t value = jdoc_at(doc, object, name);
	enum json_kind kind = jflat_kind(&doc->flat, value);

	return (kind == JSON_KIND_BOOL && str_eq(jflat_str(&doc->flat, value), STR("true"))) ||
	       (kind == JSON_KIND_INTEGER && jflat_i64(&doc->flat, value) == 1);
}

int64_t jdoc_number(const struct jdoc *doc, uint32_t object, const char *name)
{
	return jflat_i64(&doc->flat, jdoc_at(doc, object, name));
}

/* Of an object or an array. The file is sound JSON, so that counting brackets suffices. */
struct str jdoc_raw(const struct jdoc *doc, uint32_t value)
{
	struct str rest = str_tail(doc->file, doc->flat.nodes[value].at);
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < rest.n; i++) {
		char c = rest.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && --depth == 0)
			return str_head(rest, i + 1);
	}
	return str_of(NULL, 0);
}

struct jdoc_walk jdoc_walk(const struct jdoc *doc, uint32_t array)
{
	bool is_array = jflat_kind(&doc->flat, array) == JSON_KIND_ARRAY;

	return (struct jdoc_walk){ .doc = doc,
				   .left = is_array ? jflat_count(&doc->flat, array) : 0,
				   .value = array + 1 };
}

bool jdoc_next(struct jdoc_walk *w)
{
	if (!w->left)
		return false;
	if (w->started)
		w->value = jflat_next(&w->doc->flat, w->value);
	w->started = true;
	w->left--;
	return true;
}
