/* The tables of reminders by Web Push. */
#include "store/schema/ddl.h"

#include "base/cleanup.h"

#define MESSAGE_INDEXES                                                                            \
	"create unique index ostiary_push_message_pending_idx on ostiary_push_message"             \
	" (user_id, subscription_id, task_id) where state = 'pending';"                            \
	"create index ostiary_push_message_recent_idx on ostiary_push_message"                     \
	" (user_id, created_ms);"                                                                  \
	"create index ostiary_push_message_due_idx on ostiary_push_message (due_ms)"               \
	" where state <> 'done';"                                                                  \
	"create index ostiary_push_message_turn_idx on ostiary_push_message (turn_ms, id)"         \
	" where state <> 'done';"                                                                  \
	"create index ostiary_push_message_expires_idx on ostiary_push_message (expires_ms)"

/* clang-format off */
static const struct ddl_table push[] = {
	{ STR_INIT("ostiary_push_key"),
	  "create table ostiary_push_key (id bigint not null primary key,"
	  " public_jwk text not null, private_jwk text not null, seal text not null,"
	  " created_ms bigint not null)", NULL },
	{ STR_INIT("ostiary_push_subscription"),
	  "create table ostiary_push_subscription (user_id text not null{owner},"
	  " id integer not null, endpoint text not null, p256dh text not null,"
	  " auth text not null, name text, created_ms bigint not null, sent_ms bigint,"
	  " primary key (user_id, id), unique (user_id, endpoint))",
	  "create table ostiary_push_subscription (user_id {id} not null{owner},"
	  " id bigint not null, endpoint text not null, p256dh text not null,"
	  " auth text not null, name text, created_ms bigint not null, sent_ms bigint,"
	  " primary key (user_id, id), unique (user_id, endpoint))" },
	{ STR_INIT("ostiary_push_message"),
	  "create table ostiary_push_message (id text not null primary key,"
	  " user_id text not null{owner}, subscription_id bigint not null,"
	  " task_id bigint not null, at_ms bigint not null, state text not null,"
	  " attempts bigint not null, created_ms bigint not null, due_ms bigint not null,"
	  " turn_ms bigint not null, expires_ms bigint not null);" MESSAGE_INDEXES,
	  "create table ostiary_push_message (id text not null primary key,"
	  " user_id {id} not null{owner}, subscription_id bigint not null,"
	  " task_id bigint not null, at_ms bigint not null, state text not null,"
	  " attempts bigint not null, created_ms bigint not null, due_ms bigint not null,"
	  " turn_ms bigint not null, expires_ms bigint not null);" MESSAGE_INDEXES },
};
/* clang-format on */

const struct ddl_tables ddl_push = { push, ARRAY_LEN(push) };
