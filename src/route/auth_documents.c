#include "route/auth_documents.h"

#include "auth/not_before_list.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "route/app.h"
#include "route/auth_reply.h"
#include "route/cors.h"

/* In step with KEYS_MAX_AGE_S and KEYS_STALE_S, by which new keys wait before they sign. */
#define JWKS_AGE "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
_Static_assert(KEYS_MAX_AGE_S == 60 && KEYS_STALE_S == 60, "JWKS_AGE says something else");

/* Every second in a cache is one in which somebody who was thrown out is not. */
#define NOT_BEFORE_AGE "public, max-age=5"

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

/* Public by nature: any page and any cache may have it, but not for long. */
static void for_everybody(struct call *call, struct str age)
{
	reply_header(call->reply, STR("cache-control"), age);
	cors_for_everybody(call->app, call->request, call->reply);
	reply_header(call->reply, STR("cross-origin-resource-policy"), STR("cross-origin"));
}

/* The weak comparison (RFC 9110 section 8.8.3.2), which is the one for If-None-Match. Ours has no comma in
 * it, so that none of a list is cut in two where it matters. */
static bool has_it_already(const struct request *request, struct str etag)
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

/* NULL: a fault has been answered. */
static const struct published *keys_to_publish(struct call *call)
{
	struct keyring *keyring = issuer_of(call)->keyring;
	struct err err = { 0 };

	if (keyring_ready(keyring) || keyring_ensure(keyring, &err) == KEYRING_OK)
		return keyring_published(keyring);
	auth_fault(call, &err);
	return NULL;
}

/* The whole document, or that it is the one which the client has. */
static void answer(struct call *call, struct str etag, struct str type, struct str document)
{
	struct arena *a = call->request->arena;
	struct str body = arena_copy(a, document);

	reply_header(call->reply, STR("etag"), arena_copy(a, etag));
	if (!has_it_already(call->request, etag)) {
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
	for_everybody(call, STR(JWKS_AGE));
	answer(call, published->etag, STR("application/json"), published->jwks);
}

void auth_not_before(struct call *call)
{
	OWNED(not_before_text_free) const struct not_before_text *text = NULL;
	struct err err = { 0 };

	text = not_before_list_text(issuer_of(call)->thrown_out, &err);
	if (!text) {
		auth_fault(call, &err);
		return;
	}
	for_everybody(call, STR(NOT_BEFORE_AGE));
	answer(call, text->etag, STR("application/jwt"), text->jws);
}

/* Those of the published keys, and the one that the next keys will have. */
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
		if (all[i] != issuer->settings.jwks_alg && !str_contains(jwks, buf_text(&text)))
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
	const struct issuer *issuer = issuer_of(call);
	struct buf text;

	if (!published)
		return;
	arena_buf(call->request->arena, &text, 512, 8192);
	buf_z(&text, "{\"issuer\":");
	json_put_string(&text, issuer->settings.jwt_issuer);
	buf_z(&text, ",\"jwks_uri\":");
	json_put_string(&text, arena_fmt(call->request->arena, "%.*s/jwks",
					 STR_FMT(issuer->settings.base_url)));
	if (issuer->thrown_out) {
		buf_z(&text, ",\"not_before_uri\":");
		json_put_string(&text, arena_fmt(call->request->arena, "%.*s/not-before",
						 STR_FMT(issuer->settings.base_url)));
	}
	buf_z(&text, ",\"id_token_signing_alg_values_supported\":");
	put_algorithms(&text, issuer, published->jwks);
	buf_z(&text, ",\"response_types_supported\":[],\"subject_types_supported\":[\"public\"]}");
	for_everybody(call, STR(JWKS_AGE));
	reply_json(call->reply, 200, buf_text(&text));
}
