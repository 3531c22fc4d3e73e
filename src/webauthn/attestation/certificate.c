#include "webauthn/attestation/certificate.h"

#include <openssl/x509v3.h>

#include "base/cleanup.h"
#include "webauthn/data/auth_data.h"

#define OID_AAGUID "1.3.6.1.4.1.45724.1.1.4"

#define VERSION_3 2 /* counted from 0 */

OWNER(ASN1_OBJECT *, ASN1_OBJECT_free)
OWNER(X509 *, X509_free)
OWNER(X509_STORE *, X509_STORE_free)
OWNER(X509_STORE_CTX *, X509_STORE_CTX_free)

/* A certificate and nothing after it; NULL when there is none. */
static X509 *read_der(struct str der)
{
	const unsigned char *p = (const unsigned char *)der.p;
	OWNED(X509_free) X509 *certificate = der.n ? d2i_X509(NULL, &p, (long)der.n) : NULL;

	return certificate && p == (const unsigned char *)der.p + der.n ? TAKE(certificate) : NULL;
}

static bool read_next(struct str *rest, struct certificates *c)
{
	OWNED(X509_free) X509 *certificate = NULL;
	struct cbor der;

	if (!cbor_take(rest, &der) || der.kind != CBOR_BYTES)
		return false;
	certificate = read_der(der.content);
	if (!certificate)
		return false;
	if (!c->leaf) {
		c->leaf = TAKE(certificate);
		return true;
	}
	if (!sk_X509_push(c->others, certificate))
		return false;
	(void)TAKE(certificate);
	return true;
}

bool certificates_read(const struct cbor *statement, struct certificates *out)
{
	struct certificates c = { 0 };
	struct cbor list;
	struct str rest;

	if (!cbor_member(statement, "x5c", &list) || list.kind != CBOR_ARRAY || list.n == 0 ||
	    list.n > CERTIFICATES_MAX)
		return false;
	c.others = sk_X509_new_null();
	if (!c.others)
		return false;
	rest = list.content;
	while (rest.n > 0) {
		if (!read_next(&rest, &c)) {
			certificates_done(&c);
			return false;
		}
	}
	*out = c;
	return true;
}

void certificates_done(struct certificates *c)
{
	X509_free(c->leaf);
	sk_X509_pop_free(c->others, X509_free);
	*c = (struct certificates){ 0 };
}

/* The store with the roots for the format; *out_n is their number. NULL without memory or when a
 * root is no certificate. */
static X509_STORE *store_of(const struct webauthn_roots *roots, struct str format, size_t *out_n)
{
	OWNED(X509_STORE_free) X509_STORE *store = X509_STORE_new();

	*out_n = 0;
	for (size_t i = 0; store && i < roots->n; i++) {
		OWNED(X509_free) X509 *root = NULL;

		if (!str_eq(roots->rows[i].format, format))
			continue;
		root = webauthn_root_read(&roots->rows[i]);
		if (!root || X509_STORE_add_cert(store, root) != 1)
			return NULL;
		++*out_n;
	}
	return TAKE(store);
}

bool certificates_lead_to_root(const struct certificates *c, const struct webauthn_roots *roots,
			       struct str format, int64_t now_s)
{
	size_t n;
	OWNED(X509_STORE_free) X509_STORE *store = store_of(roots, format, &n);
	OWNED(X509_STORE_CTX_free) X509_STORE_CTX *ctx = X509_STORE_CTX_new();

	if (!store || !ctx)
		return false;
	if (n == 0)
		return true;
	if (X509_STORE_CTX_init(ctx, store, c->leaf, c->others) != 1)
		return false;
	X509_STORE_CTX_set_time(ctx, 0, (time_t)now_s);
	return X509_verify_cert(ctx) == 1;
}

bool certificate_is_leaf(X509 *certificate, int64_t now_s)
{
	time_t now = (time_t)now_s;

	return X509_get_version(certificate) == VERSION_3 &&
	       !(X509_get_extension_flags(certificate) & (EXFLAG_CA | EXFLAG_INVALID)) &&
	       X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0 &&
	       X509_cmp_time(X509_get0_notAfter(certificate), &now) > 0;
}

bool certificate_extension(X509 *certificate, const char *oid, struct str *out)
{
	OWNED(ASN1_OBJECT_free) ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	int at = object ? X509_get_ext_by_OBJ(certificate, object, -1) : -1;
	const ASN1_OCTET_STRING *value;

	if (at < 0)
		return false;
	value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
	*out = str_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
	return true;
}

/* The extension is an OCTET STRING of its own (section 8.2.1). */
bool certificate_allows_aaguid(X509 *certificate, struct str aaguid)
{
	static const char head[] = { 0x04, AUTH_DATA_AAGUID_BYTES };
	struct str value;

	if (!certificate_extension(certificate, OID_AAGUID, &value))
		return true;
	return str_starts(value, str_of(head, sizeof(head))) &&
	       str_eq(str_tail(value, sizeof(head)), aaguid);
}
