#include "cli/resolve/passkey_settings.h"

#include "auth/origin/entry.h"
#include "auth/origin/pattern.h"
#include "base/b64url.h"
#include "cli/resolve/address.h"
#include "cli/resolve/public_suffix.h"
#include "cli/settings/typed.h"

#define ORIGINS_MAX    32 /* each response is compared with all of them */
#define ENTRY_MAX      (PATTERN_PATH_MAX + 64)
#define APK_HASH_BYTES 32 /* SHA-256 of an app's certificate */

/* --- the domain ------------------------------------------------------------------------------- */

/* Browsers make no passkey for an address, but the loopback has a name. */
static struct str host_with_name(struct arena *a, struct str origin)
{
	struct str host = address_host_of(origin);

	return address_is_loopback(a, host) ? STR("localhost") : host;
}

static bool is_address(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
			return str_starts(host, STR("["));
	return true;
}

/* A browser takes the page's own host, or a domain that it is in but no top-level one; it hashes
 * the id as it is spelled. */
static bool rp_id_fits(const struct settings *settings, struct str origin, struct err *err)
{
	const struct setting_value *given = &settings->of[SETTING_PASSKEY_RP_ID];
	ARENA(a);
	struct str host = host_with_name(&a, origin);

	if (given->text.n == 0)
		return true;
	if (is_address(given->text)) {
		err_set(err, "%s must be a domain: no browser makes a passkey for an address",
			given->source);
		return false;
	}
	if (str_eq(given->text, host) ||
	    (address_is_in_domain(host, given->text) && str_find(given->text, '.') > 0 &&
	     str_ends(host, given->text) && !public_suffix_is(given->text)))
		return true;
	err_set(err, "%s must be %.*s, or a domain that it is in, not \"%.*s\"", given->source,
		STR_FMT(host), STR_FMT(given->text));
	return false;
}

/* --- the origins ------------------------------------------------------------------------------ */

static enum origin_entry_rc refuse(struct str text, const char *why, struct err *err)
{
	err_set(err, "\"%.*s\" %s", STR_FMT(text), why);
	return ORIGIN_ENTRY_BAD;
}

/* "android:apk-key-hash:" and the hash in base64url. */
static enum origin_entry_rc read_app(struct str text, struct buf *out, struct err *err)
{
	static const struct str head = STR_INIT("android:apk-key-hash:");
	unsigned char hash[APK_HASH_BYTES];
	struct str encoded = str_tail(text, head.n);

	if (!str_starts(text, head) || b64url_decoded_len(encoded.n) != sizeof(hash) ||
	    !b64url_decode(encoded, hash))
		return refuse(text,
			      "is no app: write android:apk-key-hash: and the SHA-256 of its "
			      "certificate, 43 characters of base64url",
			      err);
	buf_str(out, text);
	return ORIGIN_ENTRY_READ;
}

/* Appends the origin as a browser spells it. */
static enum origin_entry_rc read_page(struct str text, struct buf *out, struct err *err)
{
	enum origin_entry_rc rc;
	struct str origin;

	if (pattern_has_wildcard(text))
		return refuse(text, "has a wildcard: name each origin whose pages use passkeys",
			      err);
	rc = origin_entry_read(text, out, err);
	origin = buf_text(out);
	if (rc == ORIGIN_ENTRY_READ && str_starts(origin, STR("http://")) &&
	    !address_is_in_domain(address_host_of(origin), STR("localhost")))
		return refuse(text,
			      "must be https: browsers allow passkeys elsewhere only at "
			      "http://localhost",
			      err);
	return rc;
}

static enum origin_entry_rc read_entry(struct str text, struct buf *out, struct err *err)
{
	text = str_trim(text);
	return str_starts(text, STR("android:")) ? read_app(text, out, err)
						 : read_page(text, out, err);
}

static bool origins_fit(const struct setting_value *given, struct err *err)
{
	struct str rest = given->text, one;
	char memory[ENTRY_MAX];
	struct buf entry;
	size_t n = 0;

	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		buf_init_fixed(&entry, memory, sizeof(memory));
		switch (read_entry(one, &entry, err)) {
		case ORIGIN_ENTRY_BAD:
			err_prefix(err, given->source);
			return false;
		case ORIGIN_ENTRY_READ:
			n++;
			break;
		case ORIGIN_ENTRY_EMPTY:
			break;
		}
	}
	if (given->text.n == 0 || (n > 0 && n <= ORIGINS_MAX))
		return true;
	err_set(err, "%s must name 1 to %d origins, not %zu", given->source, ORIGINS_MAX, n);
	return false;
}

static void read_origins(struct arena *a, struct str list, struct passkey_settings *out)
{
	struct str *origins = arena_array(a, ORIGINS_MAX, sizeof(*origins)), one;
	struct err ignored;
	struct buf entry;
	size_t n = 0;

	while (list.n && n < ORIGINS_MAX) {
		str_cut(list, ',', &one, &list);
		arena_buf(a, &entry, 64, ENTRY_MAX);
		switch (read_entry(one, &entry, &ignored)) {
		case ORIGIN_ENTRY_READ:
			origins[n++] = buf_text(&entry);
			break;
		case ORIGIN_ENTRY_BAD:
			origins[n++] = arena_copy(a, one);
			break;
		case ORIGIN_ENTRY_EMPTY:
			break;
		}
	}
	out->origins = origins;
	out->n_origins = n;
}

void passkey_settings_read(struct arena *a, const struct settings *settings, struct str origin,
			   struct passkey_settings *out)
{
	struct str id = settings_text(settings, SETTING_PASSKEY_RP_ID);
	struct str name = settings_text(settings, SETTING_PASSKEY_RP_NAME);

	if (name.n == 0)
		name = settings_text(settings, SETTING_MAIL_PRODUCT);
	out->rp_id = arena_copy(a, id.n ? id : host_with_name(a, origin));
	out->rp_name = arena_copy(a, name);
	read_origins(a, settings_text(settings, SETTING_PASSKEY_ORIGINS), out);
}

bool passkey_settings_fit(const struct settings *settings, struct str origin, struct err *err)
{
	return rp_id_fits(settings, origin, err) &&
	       origins_fit(&settings->of[SETTING_PASSKEY_ORIGINS], err);
}
