#include "cli/audit/audit.h"

const struct command audit_command = {
	.name = "audit",
	.summary = "read and check the record of what was done to accounts, keys and mails",
	.description = "docs/host/audit.md says what is recorded, and what the chain proves.",
	.subcommands = (const struct command *const[]){ &audit_list_row, &audit_export_row,
							&audit_verify_row, NULL },
};
