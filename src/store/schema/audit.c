/* The chain of ostiary_audit: its head, the columns of its links, and the triggers that keep rows
 * as they are. */
#include "store/schema/ddl.h"

#include "base/cleanup.h"

/* clang-format off */

/* Rows of earlier builds get the numbers up to 0, which the first row of the chain follows. */
static const struct ddl_table head[] = {
	{ STR_INIT("ostiary_audit_head"),
	  "create table ostiary_audit_head (id integer not null primary key, seq bigint not null,"
	  " hash text not null, first_seq bigint not null, anchor text not null);"
	  "insert into ostiary_audit_head (id, seq, hash, first_seq, anchor)"
	  " select 1, 0, '', 1 - count(*), '' from ostiary_audit",
	  NULL },
};

#define NUMBER_EARLIER \
	"update ostiary_audit set seq = n.seq from (select id, row_number()" \
	" over (order by at_ms, id) - (select count(*) from ostiary_audit) as seq" \
	" from ostiary_audit) n where n.id = ostiary_audit.id" \
	" and not exists (select 1 from ostiary_audit where seq is not null);" \
	"create unique index if not exists ostiary_audit_seq_idx on ostiary_audit (seq);"

#define REFUSAL "'rows of ostiary_audit are neither changed nor deleted'"

/* A process of an earlier build adds rows without a number. */
const char *const ddl_audit_chain_change[2] = {
	[SQL_SQLITE] =
		"alter table ostiary_audit add column seq bigint;"
		"alter table ostiary_audit add column previous text;"
		"alter table ostiary_audit add column hash text;"
		"alter table ostiary_audit add column origin text;"
		"alter table ostiary_audit add column old_values text;"
		"alter table ostiary_audit add column new_values text;"
		NUMBER_EARLIER
		"create trigger ostiary_audit_unchanged before update on ostiary_audit begin"
		" select raise(abort, " REFUSAL "); end;"
		"create trigger ostiary_audit_kept before delete on ostiary_audit"
		" when not coalesce(old.seq < (select first_seq from ostiary_audit_head), 0)"
		" begin select raise(abort, " REFUSAL "); end",
	[SQL_POSTGRES] =
		"drop trigger if exists ostiary_audit_kept on ostiary_audit;"
		"drop trigger if exists ostiary_audit_whole on ostiary_audit;"
		"alter table ostiary_audit add column if not exists seq bigint,"
		" add column if not exists previous text, add column if not exists hash text,"
		" add column if not exists origin text,"
		" add column if not exists old_values text,"
		" add column if not exists new_values text;"
		NUMBER_EARLIER
		"create or replace function ostiary_audit_keep() returns trigger"
		" language plpgsql set search_path from current as $$ begin"
		" if tg_op = 'DELETE' then"
		" if old.seq < (select h.first_seq from ostiary_audit_head h) then"
		" return old; end if; end if;"
		" raise exception " REFUSAL "; end $$;"
		"create trigger ostiary_audit_kept before update or delete on ostiary_audit"
		" for each row execute function ostiary_audit_keep();"
		"create trigger ostiary_audit_whole before truncate on ostiary_audit"
		" for each statement execute function ostiary_audit_keep()",
};
/* clang-format on */

const struct ddl_tables ddl_audit_chain = { head, ARRAY_LEN(head) };
