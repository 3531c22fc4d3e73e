/* libostiary: the claims of a token that was accepted. Part of ostiary/verify.h.
 *
 * Threads: any number of threads may use the same claims at once. Texts that these functions return
 * live as long as the claims. */
#ifndef OSTIARY_CLAIMS_H
#define OSTIARY_CLAIMS_H

#include <ostiary/keyset.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The payload and kid of a token (RFC 7519 section 4). Immutable; its references are counted. */
struct ost_claims;

/* Adds a reference and returns claims. */
OST_API struct ost_claims *ost_claims_ref(struct ost_claims *claims);

/* Releases one reference; the last one frees the claims. NULL is fine. */
OST_API void ost_claims_unref(struct ost_claims *claims);

/* sub (RFC 7519 section 4.1.2): never empty. */
OST_API struct ost_text ost_claims_subject(const struct ost_claims *claims);

/* iss (section 4.1.1); p is NULL when the token has none. */
OST_API struct ost_text ost_claims_issuer(const struct ost_claims *claims);

/* kid of the header (RFC 7515 section 4.1.4); p is NULL when the token has none. */
OST_API struct ost_text ost_claims_kid(const struct ost_claims *claims);

/* The payload as it was signed: one JSON object without repeated names. */
OST_API struct ost_text ost_claims_payload(const struct ost_claims *claims);

/* The one algorithm that the token was signed with. */
OST_API enum ost_algorithm ost_claims_algorithm(const struct ost_claims *claims);

/* exp (RFC 7519 section 4.1.4), in seconds since 1970-01-01 UTC, rounded up. */
OST_API int64_t ost_claims_expires_s(const struct ost_claims *claims);

/* iat (section 4.1.6), in seconds since 1970-01-01 UTC, rounded up. False, with out untouched, when
 * the token has none. */
OST_API bool ost_claims_issued_s(const struct ost_claims *claims, int64_t *out);

/* Whether aud (section 4.1.3) is, or contains, exactly the NUL-terminated audience. */
OST_API bool ost_claims_has_audience(const struct ost_claims *claims, const char *audience);

/* Whether amr (RFC 8176) is an array of strings and one of them is exactly the NUL-terminated
 * method. */
OST_API bool ost_claims_has_method(const struct ost_claims *claims, const char *method);

/* The method at index, from 0, in the order of amr. False, with out untouched, when amr has no such
 * element, or is no array of strings. */
OST_API bool ost_claims_method(const struct ost_claims *claims, size_t index, struct ost_text *out);

/* The string, whole number or boolean that is the value of the payload's member name
 * (NUL-terminated). False, with out untouched, when there is no such member or its value is of
 * another type (a number with a fraction or an exponent is no whole number). */
OST_API bool ost_claims_text(const struct ost_claims *claims, const char *name,
			     struct ost_text *out);
OST_API bool ost_claims_integer(const struct ost_claims *claims, const char *name, int64_t *out);
OST_API bool ost_claims_bool(const struct ost_claims *claims, const char *name, bool *out);

#ifdef __cplusplus
}
#endif
#endif
