/* A part of handlers.h: the documents for verifiers. */
#include "route/issuer/handlers/handlers.h"

#include "auth/keys/keyring.h"
#include "auth/revocation/list.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "route/cors.h"
#include "route/issuer/answer.h"

/* Equal to KEYS_MAX_AGE_S and KEYS_STALE_S, for which a new key waits before it signs. */
#define JWKS_AGE "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
_Static_assert(KEYS_MAX_AGE_S == 60 && KEYS_STALE_S == 60, "JWKS_AGE says something else");

/* While a cache holds a list, the tokens revoked since are accepted. */
#define REVOCATION_AGE "public, max-age=5"

/* The documents are public: any page may read them, and any cache may hold them for a short
 * time. */
static void publish(struct call *call, struct str age)
{
	reply_header(call->reply, STR("cache-control"), age);
	cors_for_all_origins(call->app, call->request, call->reply);
	reply_header(call->reply, STR("cross-origin-resource-policy"), STR("cross-origin"));
}

/* Whether If-None-Match has etag, by the weak comparison (RFC 9110 section 8.8.3.2). Our tags
 * have no comma, so cutting the list at commas finds them whole. */
static bool client_has(const struct request *request, struct str etag)
{
	struct str rest = request_header(request, STR("If-None-Match")), one;
	bool more = rest.n > 0;

	while (more) {
		more = str_cut(rest, ',', &one, &rest);
		one = str_trim(one);
		if (str_starts(one, STR("W/")))
			one = str_tail(one, 2);
		if (str_eq(one, etag) || str_eq(one, STR("*")))
			return true;
	}
	return false;
}

/* The keys are published also while none of them can sign: the tokens of other servers on this
 * database are good. NULL: a fault has been answered. The caller frees the set. */
static const struct published *keys_to_publish(struct call *call)
{
	struct keyring *keyring = call_issuer(call)->keyring;
	OWNED(published_free) const struct published *published = NULL;
	struct err err = { 0 };
	bool ready = keyring_ready(keyring) || keyring_ensure(keyring, &err) == KEYRING_OK;

	published = keyring_published(keyring);
	if (ready || published->keys)
		return TAKE(published);
	answer_fault(call, &err);
	return NULL;
}

/* 200 with the document, or 304 when the client has it. */
static void answer_document(struct call *call, struct str etag, struct str type,
			    struct str document)
{
	struct arena *a = call->request->arena;
	struct str body = arena_copy(a, document);

	reply_header(call->reply, STR("etag"), arena_copy(a, etag));
	if (!client_has(call->request, etag)) {
		reply_body(call->reply, 200, type, body);
	} else {
		call->reply->status = 304;
		call->reply->body = body; /* not sent, but its length is (RFC 9110 section 8.6) */
	}
}

void auth_jwks(struct call *call)
{
	OWNED(published_free) const struct published *published = keys_to_publish(call);

	if (!published)
		return;
	publish(call, STR(JWKS_AGE));
	answer_document(call, published->etag, STR("application/json"), published->jwks);
}

void auth_revocations(struct call *call)
{
	OWNED(revocation_document_unref) const struct revocation_document *text = NULL;
	struct err err = { 0 };

	text = revocation_list_document(call_issuer(call)->revocations.list, &err);
	if (!text) {
		answer_fault(call, &err);
		return;
	}
	publish(call, STR(REVOCATION_AGE));
	answer_document(call, text->etag, STR("application/jwt"), text->jws);
}

/* The algorithms of the published keys, and that of the next keys. */
static void put_algorithms(struct buf *b, const struct issuer *issuer, struct str jwks)
{
	static const enum signing_alg all[] = { SIGNING_ALG_RS256, SIGNING_ALG_PS256,
						SIGNING_ALG_ES256, SIGNING_ALG_ES512,
						SIGNING_ALG_EDDSA };
	const char *between = "[\"";

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct str name = signing_alg_name(all[i]);
		char member[32];
		struct buf text;

		buf_init_fixed(&text, member, sizeof(member));
		buf_fmt(&text, "\"alg\":\"%.*s\"", STR_FMT(name));
		if (all[i] != issuer->settings.keys.alg && !str_contains(jwks, buf_text(&text)))
			continue;
		buf_z(b, between);
		buf_str(b, name);
		between = "\",\"";
	}
	buf_z(b, "\"]");
}

void auth_configuration(struct call *call)
{
	OWNED(published_free) const struct published *published = keys_to_publish(call);
	const struct issuer *issuer = call_issuer(call);
	struct buf text;

	if (!published)
		return;
	arena_buf(call->request->arena, &text, 512, 8192);
	buf_z(&text, "{\"issuer\":");
	json_put_string(&text, issuer->settings.token.issuer);
	buf_z(&text, ",\"jwks_uri\":");
	json_put_string(&text, arena_fmt(call->request->arena, "%.*s/jwks",
					 STR_FMT(issuer->settings.base_url)));
	if (issuer->revocations.list) {
		buf_z(&text, ",\"revocations_uri\":");
		json_put_string(&text, arena_fmt(call->request->arena, "%.*s/revocations",
						 STR_FMT(issuer->settings.base_url)));
	}
	buf_z(&text, ",\"id_token_signing_alg_values_supported\":");
	put_algorithms(&text, issuer, published->jwks);
	buf_z(&text, ",\"response_types_supported\":[],\"subject_types_supported\":[\"public\"]}");
	publish(call, STR(JWKS_AGE));
	reply_json(call->reply, 200, buf_text(&text));
}
