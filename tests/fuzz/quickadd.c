/* Whatever a person writes into the line of quick add: nothing is lost, and what is found is a task
 * that exists. The first byte chooses the language and the day. */
#include "base/json.h"
#include "core/limits.h"
#include "fuzz.h"
#include "support/quick_claims.h"
#include "tasks/quickadd/answer.h"

static void is_json(struct str text)
{
	struct json *value = NULL;

	HOLDS(json_parse(text, LIMIT_BODY_DEPTH, &value) == JSON_OK);
	json_free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const languages[] = { "en", "en-GB", "de", "de-CH" };
	struct str text = str_of(data + (n > 0), n ? n - 1 : 0);
	struct quick_context context;
	struct quick_task task;
	struct buf answer;
	const char *broken;
	ARENA(a);

	if (!n || !str_is_utf8(text) || str_find(text, '\0') >= 0 ||
	    str_code_points(text) > LIMIT_TITLE_CHARS)
		return 0;
	context = quick_claims_context(languages[data[0] & 3]);
	context.now.today += (data[0] >> 2) * 7;
	quickadd_read(&a, &context, text, &task);
	broken = quick_claims_broken(&a, text, &task);
	if (broken)
		fuzz_broken(broken, __FILE__, __LINE__);
	arena_buf(&a, &answer, 1024, (size_t)1 << 20);
	quickadd_put(&answer, text, STR("UTC"), &task);
	HOLDS(buf_ok(&answer));
	is_json(buf_text(&answer));
	return 0;
}
