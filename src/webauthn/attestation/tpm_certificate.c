#include "webauthn/attestation/tpm_certificate.h"

#include <openssl/x509v3.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "webauthn/attestation/certificate.h"

#define OID_MANUFACTURER "2.23.133.2.1"
#define OID_MODEL        "2.23.133.2.2"
#define OID_VERSION      "2.23.133.2.3"
#define OID_AIK          "2.23.133.8.3"

OWNER(EXTENDED_KEY_USAGE *, EXTENDED_KEY_USAGE_free)
OWNER(GENERAL_NAMES *, GENERAL_NAMES_free)

/* TCG TPM Vendor ID Registry: the vendor's four letters in hexadecimal. The last one is that of the
 * FIDO Alliance's conformance tests. */
static const char manufacturers[] =
	"414D4400 414E5400 41544D4C 4252434D 4353434F 464C5953 524F4343 474F4F47 48504900 "
	"48504500 48495349 49424D00 49424d00 49465800 494E5443 4C454E00 4D534654 4E534D20 "
	"4E545A00 4E534700 4E544300 51434F4D 534D534E 53454345 534E5300 534D5343 53544D20 "
	"54584E00 57454300 5345414C FFFFF1D0";

static bool is_oid(const ASN1_OBJECT *object, const char *oid)
{
	char text[64];
	int n = OBJ_obj2txt(text, sizeof(text), object, 1);

	return n > 0 && (size_t)n < sizeof(text) && str_eq(str_z(text), str_z(oid));
}

/* The text of the attribute with this identifier; empty when there is none. */
static struct str attribute(const X509_NAME *name, const char *oid)
{
	for (int i = 0; i < X509_NAME_entry_count(name); i++) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		const ASN1_STRING *text = X509_NAME_ENTRY_get_data(entry);

		if (is_oid(X509_NAME_ENTRY_get_object(entry), oid))
			return str_of(ASN1_STRING_get0_data(text),
				      (size_t)ASN1_STRING_length(text));
	}
	return (struct str){ 0 };
}

static bool manufacturer_is_registered(struct str text)
{
	struct str id;

	return str_starts(text, STR("id:")) && (id = str_tail(text, 3)).n == 8 &&
	       str_is_word_of(id, manufacturers);
}

static bool names_a_tpm(X509 *certificate)
{
	OWNED(GENERAL_NAMES_free)
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	const GENERAL_NAME *first = names ? sk_GENERAL_NAME_value(names, 0) : NULL;
	const X509_NAME *name;

	if (!first || first->type != GEN_DIRNAME)
		return false;
	name = first->d.directoryName;
	return manufacturer_is_registered(attribute(name, OID_MANUFACTURER)) &&
	       attribute(name, OID_MODEL).n > 0 && attribute(name, OID_VERSION).n > 0;
}

static bool is_for_attestation(X509 *certificate)
{
	OWNED(EXTENDED_KEY_USAGE_free)
	EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);

	return usage && sk_ASN1_OBJECT_num(usage) > 0 &&
	       is_oid(sk_ASN1_OBJECT_value(usage, 0), OID_AIK);
}

bool tpm_certificate_is_suitable(X509 *certificate, int64_t now_s)
{
	return certificate_is_leaf(certificate, now_s) &&
	       X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0 &&
	       names_a_tpm(certificate) && is_for_attestation(certificate);
}
