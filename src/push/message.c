#include "push/message.h"

#include "base/json.h"
#include "core/clock.h"
#include "crypto/digest.h"
#include "crypto/push/content.h"
#include "store/tables/tasks/reminders.h"

static void put_member(struct buf *b, const char *name, struct str value)
{
	buf_z(b, name);
	json_put_string_or_null(b, value);
}

void push_message_put(struct buf *b, const struct task *task, int64_t at_ms, int64_t now_ms)
{
	buf_z(b, "{\"type\":\"reminder\",\"task_id\":");
	buf_i64(b, task->id);
	buf_z(b, ",\"title\":");
	json_put_string(b, task->title);
	put_member(b, ",\"due_date\":", task->due_date);
	put_member(b, ",\"due_time\":", task->due_time);
	put_member(b, ",\"time_zone\":", task->time_zone);
	buf_z(b, ",\"remind_at\":\"");
	clock_put_iso(b, at_ms);
	buf_z(b, now_ms - at_ms < REMINDER_LATE_MS ? "\",\"late\":false}" : "\",\"late\":true}");
}

size_t push_message_filled(size_t n)
{
	size_t filled = (n + PUSH_STEP_BYTES - 1) / PUSH_STEP_BYTES * PUSH_STEP_BYTES;

	return filled < PUSH_TEXT_MAX ? filled : PUSH_TEXT_MAX;
}

void push_topic_put(struct buf *b, const struct push_subscription *device, int64_t task_id)
{
	char memory[64], digest_memory[DIGEST_BYTES * 2];
	struct buf text, digest;

	buf_init_fixed(&text, memory, sizeof(memory));
	buf_str(&text, device->auth);
	buf_char(&text, ' ');
	buf_i64(&text, task_id);
	buf_init_fixed(&digest, digest_memory, sizeof(digest_memory));
	digest_sha256_b64url(buf_text(&text), &digest);
	buf_str(b, str_head(buf_text(&digest), PUSH_TOPIC_CHARS));
}
