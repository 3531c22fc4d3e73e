/* The published document: the revocations of one moment as a signed JWS. docs/build/revocation.md
 * has its format. A document never changes. */
#ifndef OSTIARY_AUTH_REVOCATION_DOCUMENT_H
#define OSTIARY_AUTH_REVOCATION_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/keys/keyring.h"
#include "base/cleanup.h"
#include "base/refcount.h"
#include "base/str.h"
#include "core/err.h"
#include "crypto/digest.h"
#include "store/tables/revocations.h"

#define REVOCATION_LIFE_S  3600 /* from `iat` to `exp` */
#define REVOCATION_RENEW_S 1800 /* the age at which a new document takes its place */

struct revocation_document {
	struct str jws;      /* compact serialisation (RFC 7515 section 7.1) */
	struct str etag;     /* strong, with its quotes */
	uint64_t generation; /* of the revocations that it lists */
};

/* Gives a reference back; NULL is fine. */
void revocation_document_unref(const struct revocation_document *document);
OWNER(const struct revocation_document *, revocation_document_unref)

/* --- for list.c ------------------------------------------------------------------------------- */

/* The revocations of the database, as a document lists them. */
struct revocation_set {
	int64_t version;
	struct revocation_entries revoked, deleted;
	bool has_cutoff;
	int64_t cutoff_ms;
};

struct revocation_facts {
	struct str issuer;
	const struct revocation_set *set;
	uint64_t generation;
	int64_t now_ms;
	int64_t renew_ms; /* the same for all processes */
};

struct revocation_own_document {
	struct revocation_document document; /* the first member: what callers have */
	struct refcount references;
	int64_t renew_ms; /* when a new document takes its place */
	struct str kid;   /* of the key that signed it */
	char *memory;     /* of document and kid */
	char etag[DIGEST_HEX + 2];
};

/* Makes and signs a document. The caller has the first reference. NULL: see *err. */
struct revocation_own_document *revocation_document_new(const struct revocation_facts *facts,
							const struct signer *signer,
							struct err *err);
void revocation_document_ref(struct revocation_own_document *own);

#endif
