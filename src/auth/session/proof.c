#include "auth/session/proof.h"

#include "base/cleanup.h"

/* --- the tables ------------------------------------------------------------------------------- */

#define CODE (PROOF(PROOF_TOTP) | PROOF(PROOF_BACKUP_CODE))

/* The methods (RFC 8176 section 2), and the proofs of which one is enough. Nobody attests where a
 * passkey's secret is kept, so that it is "pop", and neither "hwk" nor "swk"; a touch is "user".
 * No registered method is a message to a mailbox: "email" is a name of ours. */
static const struct method {
	struct str name;
	unsigned by;
} methods[] = {
	{ STR_INIT("pwd"), PROOF(PROOF_PASSWORD) },
	{ STR_INIT("email"), PROOF(PROOF_MAILBOX) },
	{ STR_INIT("pop"), PROOF(PROOF_PASSKEY) },
	{ STR_INIT("user"), PROOF(PROOF_PASSKEY) },
	{ STR_INIT("otp"), CODE },
};

/* What can be stolen apart from the others. The codes on paper stand for the authenticator. */
static const unsigned factors[] = {
	PROOF(PROOF_PASSWORD),
	PROOF(PROOF_MAILBOX),
	PROOF(PROOF_PASSKEY),
	CODE,
};

_Static_assert(ARRAY_LEN(methods) + 1 == PROOF_METHODS_MAX, "those of the table, and mfa");

/* --- proofs ----------------------------------------------------------------------------------- */

struct session_proof proof_with(const struct session_proof *before, unsigned shown, int64_t at_ms)
{
	struct session_proof proof = *before;

	for (int kind = 0; kind < PROOF_KINDS; kind++)
		if (shown & PROOF(kind))
			proof.at_ms[kind] = at_ms;
	return proof;
}

struct session_proof proof_at(unsigned shown, int64_t at_ms)
{
	return proof_with(&(struct session_proof){ 0 }, shown, at_ms);
}

/* --- claims ----------------------------------------------------------------------------------- */

/* The set of what was shown, and the time of the oldest part of it. */
static unsigned shown_in(const struct session_proof *proof, int64_t *out_ms)
{
	unsigned shown = 0;

	*out_ms = INT64_MAX;
	for (int kind = 0; kind < PROOF_KINDS; kind++) {
		if (proof->at_ms[kind] <= 0)
			continue;
		shown |= PROOF(kind);
		if (proof->at_ms[kind] < *out_ms)
			*out_ms = proof->at_ms[kind];
	}
	return shown;
}

/* An authenticator that verifies its person is a thing and what the person knows or is. */
static bool is_two_factors(unsigned shown)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(factors); i++)
		n += (shown & factors[i]) != 0;
	return n > 1 || (shown & PROOF(PROOF_PASSKEY_VERIFIED));
}

/* "phr" is phishing-resistant (OpenID Connect Extended Authentication Profile ACR Values): no page
 * of a stranger learns what would sign in here. */
static struct str class_of(unsigned shown)
{
	if (shown & PROOF(PROOF_PASSKEY_VERIFIED))
		return STR("phr");
	return is_two_factors(shown) ? STR("2fa") : STR("1fa");
}

bool proof_claims_of(const struct session_proof *proof, struct proof_claims *out)
{
	int64_t oldest_ms;
	unsigned shown = shown_in(proof, &oldest_ms);

	if (!shown)
		return false;
	out->n = 0;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (shown & methods[i].by)
			out->amr[out->n++] = methods[i].name;
	if (is_two_factors(shown))
		out->amr[out->n++] = STR("mfa");
	out->acr = class_of(shown);
	out->auth_time_s = oldest_ms / 1000;
	return true;
}
