/* What a push says: a reminder of a task as a JSON object, for the service worker of the browser.
 *
 *	{"type":"reminder","task_id":123,"title":"Pay rent","due_date":"2026-12-01",
 *	 "due_time":"09:00","time_zone":"Europe/Berlin","remind_at":"2026-12-01T07:30:00.000Z",
 *	 "late":false}
 */
#ifndef OSTIARY_PUSH_MESSAGE_H
#define OSTIARY_PUSH_MESSAGE_H

#include "base/buf.h"
#include "store/tables/push/subscriptions.h"
#include "store/tables/tasks/tasks.h"

/* The text is filled up to a multiple of this, so that its length does not tell the title's. */
#define PUSH_STEP_BYTES 512

/* Appends the text. at_ms is the time that was asked for. */
void push_message_put(struct buf *b, const struct task *task, int64_t at_ms, int64_t now_ms);

/* The bytes to which a text of n is filled up, at most PUSH_TEXT_MAX. */
size_t push_message_filled(size_t n);

/* Appends the name of the message (RFC 8030 section 5.4), by which a later reminder of the task
 * takes the place of one that the device has not got yet. It tells the service neither the user nor
 * the task. */
#define PUSH_TOPIC_CHARS 32
void push_topic_put(struct buf *b, const struct push_subscription *device, int64_t task_id);

#endif
