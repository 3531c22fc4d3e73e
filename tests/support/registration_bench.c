#include "support/registration_bench.h"

#include <string.h>

#include "base/cleanup.h"

#define NOW_S 1800000000

const struct str bench_challenge = STR_INIT("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
static const struct str origin = STR_INIT("https://example.org");
static const struct str rp_id = STR_INIT("example.org");
static const struct str origins[] = { STR_INIT("https://app.example.org"),
				      STR_INIT("https://example.org") };

struct webauthn_ceremony ceremony_for(struct str wanted_challenge)
{
	return (struct webauthn_ceremony){ wanted_challenge, origins, ARRAY_LEN(origins), rp_id,
					   false };
}

void bench_init(struct bench *b, const char *format, int64_t alg)
{
	authority_init(&b->authority, NOW_S);
	authenticator_init(&b->device, alg);
	b->device.authority = &b->authority;
	if (strcmp(format, "fido-u2f") == 0)
		memset(b->device.aaguid, 0, sizeof(b->device.aaguid));
	b->row = (struct webauthn_root){
		str_z(strcmp(format, "packed-self") == 0 ? "packed" : format),
		str_z(b->authority.pem),
	};
	b->roots = (struct webauthn_roots){ &b->row, 1 };
}

void bench_make(struct bench *b, const char *format)
{
	authenticator_register(&b->device, bench_challenge, origin, rp_id, format, &b->made);
}

void bench_done(struct bench *b)
{
	browser_response_done(&b->made);
	authenticator_done(&b->device);
	authority_done(&b->authority);
}

enum webauthn_verdict judge_as(const struct bench *b, struct str client_data,
			       struct str attestation_object,
			       const struct webauthn_ceremony *expected,
			       struct webauthn_credential *out)
{
	struct webauthn_registration response = { str_of(b->device.id, sizeof(b->device.id)),
						  client_data, attestation_object };

	return webauthn_register(&response, expected, &b->roots, NOW_S, out);
}

enum webauthn_verdict judge(const struct bench *b, struct webauthn_credential *out)
{
	struct webauthn_ceremony expected = ceremony_for(bench_challenge);

	return judge_as(b, buf_text(&b->made.client_data), buf_text(&b->made.attestation_object),
			&expected, out);
}
