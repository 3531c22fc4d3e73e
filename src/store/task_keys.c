#include "store/task_keys.h"

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/json.h"
#include "core/limits.h"

#define FOLD_GROWS 12 /* the most by which folding multiplies bytes: U+FDFA becomes 33 */

struct str task_due_key(struct arena *a, struct str due_date, struct str due_time)
{
	struct buf key;

	if (due_date.n == 0)
		return STR("9999");
	arena_buf(a, &key, 32, 32);
	buf_str(&key, str_head(due_date, 10));
	buf_char(&key, 'T');
	buf_str(&key, due_time.n ? str_head(due_time, 5) : STR("24:00"));
	return buf_text(&key);
}

int64_t task_priority_rank(struct str priority)
{
	static const struct str names[] = { STR_INIT("none"), STR_INIT("low"), STR_INIT("medium"),
					    STR_INIT("high") };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(priority, names[i]))
			return (int64_t)i;
	return 0;
}

static struct str cut(struct str text, size_t most)
{
	size_t n = text.n < most ? text.n : most;

	while (n < text.n && n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
		n--; /* not inside a character */
	return str_head(text, n);
}

struct str task_title_key(struct arena *a, struct str title)
{
	struct buf key;

	arena_buf(a, &key, title.n + 16, FOLD_GROWS * (title.n + 16));
	fold_put(&key, title);
	return cut(buf_text(&key), TASK_TITLE_KEY_BYTES);
}

static void put_tags(struct buf *out, struct str tags_json)
{
	OWNED(json_free) struct json *tags = NULL;

	if (tags_json.n <= 2 || json_parse(tags_json, LIMIT_BODY_DEPTH, &tags) != JSON_OK ||
	    json_kind(tags) != JSON_KIND_ARRAY)
		return;
	for (size_t i = 0; i < json_count(tags); i++) {
		buf_char(out, '\n');
		fold_put(out, json_to_str(json_element(tags, i)));
	}
}

struct str task_search_text(struct arena *a, struct str title, struct str description,
			    struct str tags_json)
{
	size_t n = title.n + description.n + tags_json.n + 16;
	struct buf text;

	arena_buf(a, &text, n, FOLD_GROWS * n);
	fold_put(&text, title);
	buf_char(&text, '\n');
	fold_put(&text, description);
	put_tags(&text, tags_json);
	return cut(buf_text(&text), LIMIT_SEARCH_BYTES);
}

struct str task_position_of(struct arena *a, int64_t id)
{
	return arena_fmt(a, "%0*llx", TASK_POSITION_DIGITS, (unsigned long long)id);
}
