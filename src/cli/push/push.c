#include "cli/push/push.h"

#include <sysexits.h>

#include "cli/settings/typed.h"
#include "cli/tree/output.h"

#define CONTACT_MAX 254

enum push_targets push_targets_read(const struct settings *settings)
{
	return str_eq(settings_text(settings, SETTING_PUSH_TARGETS), STR("any"))
		       ? PUSH_TARGETS_ANY
		       : PUSH_TARGETS_PUBLIC;
}

/* RFC 8292 section 2.1 */
static bool is_contact(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~')
			return false;
	return text.n <= CONTACT_MAX &&
	       ((str_starts(text, STR("mailto:")) && str_find(text, '@') > 7) ||
		(str_starts(text, STR("https://")) && text.n > 8));
}

bool push_node_prepare(struct push_node *push, struct arena *a, const struct settings *settings,
		       const struct public_address *outside, struct err *err)
{
	struct str contact, ca_file;

	*push = (struct push_node){ 0 };
	SETTING_READ(settings, PUSH, &push->on);
	SETTING_READ(settings, PUSH_CONTACT, &contact);
	SETTING_READ(settings, PUSH_CA_FILE, &ca_file);
	if (contact.n && !is_contact(contact)) {
		err_set(err,
			"OSTIARY_PUSH_CONTACT must be a URL such as mailto:admin@example.org or "
			"https://example.org/contact, not \"%.*s\"",
			STR_FMT(contact));
		return false;
	}
	if (!contact.n && str_starts(outside->origin, STR("https://")))
		contact = outside->origin;
	push->config = (struct push_sender_config){
		.clock = &clock_real,
		.random = &random_kernel,
		.vapid.contact = arena_copy(a, contact),
		.targets = push_targets_read(settings),
		.ca_file = ca_file.n ? arena_z(a, ca_file) : NULL,
	};
	return true;
}

static int open_key(struct push_node *push, struct store *store, const struct secrets *secrets)
{
	const struct push_key_config config = { .store = store,
						.secrets = secrets,
						.random = &random_kernel,
						.now_ms = clock_now_ms(&clock_real) };
	struct err err = { 0 };

	switch (push_key_open(&config, &push->key, &err)) {
	case KEYRING_OK:
		return EX_OK;
	case KEYRING_WRONG_SECRET:
		return cli_fail(EX_CONFIG,
				"the secret does not open the key of Web Push (%s); start with the "
				"secret it was made with",
				err.text);
	case KEYRING_NO_SUCH_KEY:
	case KEYRING_FULL:
	case KEYRING_ELSEWHERE:
	case KEYRING_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

int push_node_start(struct push_node *push, struct store *store, const struct secrets *secrets,
		    const struct log *log)
{
	int code = push->on ? open_key(push, store, secrets) : EX_OK;

	if (code != EX_OK || !push->on)
		return code;
	push->config.store = store;
	push->config.log = log;
	push->config.vapid.key = &push->key;
	push->sender = push_sender_start(&push->config);
	return push->sender ? EX_OK : cli_fail(EX_OSERR, "the sender of pushes cannot be started");
}

void push_node_stop(struct push_node *push)
{
	push_sender_free(TAKE(push->sender));
	push_key_done(&push->key);
}
