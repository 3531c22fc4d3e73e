/* Authenticator data: what the authenticator says of a ceremony, and signs (WebAuthn level 3
 * section 6.1). */
#ifndef OSTIARY_WEBAUTHN_DATA_AUTH_DATA_H
#define OSTIARY_WEBAUTHN_DATA_AUTH_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "webauthn/data/verdict.h"

#define AUTH_DATA_AAGUID_BYTES 16

struct auth_data {
	struct str rp_id_hash; /* SHA-256 of the relying party's id */
	bool user_present;
	bool user_verified;
	bool backup_eligible; /* may be on several devices of the person */
	bool backed_up;
	uint32_t counter;

	/* Of a new credential; all empty when the data has none. */
	struct str aaguid; /* the authenticator's model: AUTH_DATA_AAGUID_BYTES */
	struct str credential_id;
	struct str public_key; /* a COSE_Key, see cose_key.h */
};

/* Reads the data. Its slices point into bytes. False when they are not in the form of the
 * specification: something is missing or left over, or the credential is backed up but may not
 * be. */
bool auth_data_read(struct str bytes, struct auth_data *out);

/* Judges what every ceremony demands: the relying party, a person, and whether it was verified. */
enum webauthn_verdict auth_data_check(const struct auth_data *data,
				      const struct webauthn_ceremony *expected);

#endif
