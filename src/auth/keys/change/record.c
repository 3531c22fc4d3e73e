#include "auth/keys/change/record.h"

#include "auth/audit/chain.h"
#include "auth/audit/row.h"

enum store_rc key_record_add(struct sql *sql, const struct key_record *record, struct err *err)
{
	bool by_server = !record->actor.n;
	struct audit_row row;
	ARENA(a);

	row = audit_row_new(record->random, &a, record->now_ms,
			    (struct audit_row){
				    .actor = by_server ? STR("server") : record->actor,
				    .origin = by_server ? STR("server") : STR(""),
				    .action = record->action,
				    .subject = record->kid,
				    .detail = record->detail,
			    });
	return audit_append(sql, &row, err);
}
