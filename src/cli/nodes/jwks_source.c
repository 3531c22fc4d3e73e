#include "cli/nodes/jwks_source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/tree/output.h"
#include "ostiary/remote.h"

#define FETCH_MS 10000 /* of which one request may take all */

OWNER(struct ost_remote *, ost_remote_free)
static void fclose_if(FILE *file)
{
	if (file)
		fclose(file);
}
OWNER(FILE *, fclose_if)

bool read_up_to(int fd, char *out, size_t room, size_t *out_n)
{
	size_t n = 0;

	while (n < room) {
		ssize_t got = read(fd, out + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out_n = n;
	return true;
}

static int fetch(const char *url, struct ost_keyset **out)
{
	const struct ost_remote_settings settings = {
		.size = sizeof(settings), .url = url, .total_ms = FETCH_MS, .cache_entries = 1
	};
	OWNED(ost_remote_free) struct ost_remote *remote = NULL;
	struct ost_remote_feed_status status = { .size = sizeof(status) };

	switch (ost_remote_new(&settings, &remote)) {
	case OST_REMOTE_OK:
		break;
	case OST_REMOTE_BAD_SETTINGS:
		return cli_fail(EX_USAGE, "%s: %s", url, ost_remote_settings_fault(&settings));
	case OST_REMOTE_NO_RESOURCES:
		return cli_fail(EX_OSERR, "nothing can be fetched: no memory or no thread");
	}
	for (int waited_ms = 0; waited_ms <= FETCH_MS; waited_ms += 100) {
		if (ost_remote_wait(remote, 100))
			break;
		ost_remote_feed_status(remote, OST_REMOTE_SUBJECT_KEYS, &status);
		if (status.failures)
			break;
	}
	*out = ost_remote_keys(remote);
	if (*out)
		return EX_OK;
	ost_remote_feed_status(remote, OST_REMOTE_SUBJECT_KEYS, &status);
	return cli_fail(EX_UNAVAILABLE, "%s: %s", url, ost_remote_outcome_text(status.last));
}

static int read_file(const char *path, struct ost_keyset **out)
{
	bool standard = strcmp(path, "-") == 0;
	OWNED(fclose_if) FILE *file = standard ? NULL : fopen(path, "rb");
	const size_t room = OST_JWKS_MAX_BYTES + 1; /* one more shows that it is too long */
	OWNED(free) char *text = malloc(room);
	size_t n;

	if (!text)
		return cli_fail(EX_OSERR, "out of memory");
	if ((!standard && !file) ||
	    !read_up_to(standard ? STDIN_FILENO : fileno(file), text, room, &n))
		return cli_fail(EX_DATAERR, "%s: %s", path, strerror(errno));
	switch (ost_keyset_new(text, n, out)) {
	case OST_KEYSET_OK:
		return EX_OK;
	case OST_KEYSET_UNREADABLE:
		return cli_fail(EX_DATAERR, "%s: this is not a JSON Web Key Set", path);
	case OST_KEYSET_NO_MEMORY:
		break;
	}
	return cli_fail(EX_OSERR, "out of memory");
}

int jwks_read(const char *source, struct ost_keyset **out)
{
	struct str text = str_z(source);

	if (str_starts(text, STR("https://")) || str_starts(text, STR("http://")))
		return fetch(source, out);
	return read_file(source, out);
}
