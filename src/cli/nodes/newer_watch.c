#include "cli/nodes/newer_watch.h"

#define LOOK_MS 5000

/* A look that fails is no news: whoever needs the database tells of it. */
static void look(void *arg)
{
	struct newer_watch *watch = arg;
	struct err ignored = { 0 };
	bool knew = store_is_outdated(watch->store);

	if (store_look_for_newer(watch->store, &ignored) != STORE_OK ||
	    store_is_outdated(watch->store) == knew)
		return;
	if (knew)
		log_line(watch->log, LOG_LEVEL_NOTICE, "the database is of this version again",
			 NULL, 0);
	else
		log_line(
			watch->log, LOG_LEVEL_WARN,
			"a newer version of Ostiary has changed the database: this server goes on, "
			"and would not start again; replace it with that version",
			NULL, 0);
}

bool newer_watch_start(struct newer_watch *watch, struct store *store, const struct log *log)
{
	*watch = (struct newer_watch){ .store = store, .log = log };
	watch->ticker = ticker_start(LOOK_MS, look, watch);
	return watch->ticker != NULL;
}

void newer_watch_stop(struct newer_watch *watch)
{
	ticker_stop(watch->ticker);
	watch->ticker = NULL;
}
