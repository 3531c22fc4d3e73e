#include "cli/checks/checks.h"

void checks_run(struct checks *c)
{
	if (c->e->found.exists) {
		check_versions(c);
		check_integrity(c);
		check_backups(c);
	}
	check_disk(c);
	check_clock(c);
	check_address(c);
	check_proxies(c);
	check_mail(c);
}
