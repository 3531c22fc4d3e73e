#include "route/verifier/demand.h"

#include "base/cleanup.h"
#include "http/form.h"

#define CHALLENGE_MAX 2048
#define NAMES_MAX     512 /* in bytes: of one list */

/* --- reading ---------------------------------------------------------------------------------- */

/* What a scope-token may have (RFC 6749 section 3.3), without the comma. */
static bool is_name(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c <= ' ' || c > '~' || c == '"' || c == '\\' || c == ',')
			return false;
	}
	return text.n > 0;
}

bool demand_names_read(struct arena *a, struct str text, struct demand_names *out)
{
	const char **names = arena_array(a, DEMAND_NAMES_MAX, sizeof(*names));
	bool more = text.n > 0;
	struct str name;
	size_t n = 0;

	if (text.n > NAMES_MAX)
		return false;
	while (more) {
		more = str_cut(text, ',', &name, &text);
		name = str_trim(name);
		if (!is_name(name) || n == DEMAND_NAMES_MAX)
			return false;
		names[n++] = arena_z(a, name);
	}
	*out = (struct demand_names){ names, n };
	return true;
}

static bool read_parameter(struct arena *a, const struct form_field *field, struct demand *out)
{
	uint64_t age_s;

	if (!field->value.n)
		return false;
	if (str_eq(field->name, STR("require_methods")))
		return demand_names_read(a, field->value, &out->methods);
	if (str_eq(field->name, STR("require_acr")))
		return demand_names_read(a, field->value, &out->classes);
	if (!str_eq(field->name, STR("require_auth_age")) ||
	    !str_to_u64(field->value, DEMAND_AGE_MAX, &age_s) || !age_s)
		return false;
	out->max_age_s = (int64_t)age_s;
	return true;
}

bool demand_query_read(struct arena *a, struct str query, struct demand *out)
{
	struct form form;

	*out = (struct demand){ 0 };
	if (!query.n)
		return true;
	if (!form_parse(a, query, &form))
		return false;
	for (size_t i = 0; i < form.n; i++)
		if (str_starts(form.fields[i].name, STR("require_")) &&
		    (form_count(&form, form.fields[i].name) > 1 ||
		     !read_parameter(a, &form.fields[i], out)))
			return false;
	return true;
}

/* --- judging ---------------------------------------------------------------------------------- */

bool demand_is_empty(const struct demand *demand)
{
	return !demand->methods.n && !demand->classes.n && !demand->max_age_s;
}

void demand_put(const struct demand *demand, struct ost_policy *policy)
{
	policy->methods = demand->methods.of;
	policy->n_methods = demand->methods.n;
	policy->classes = demand->classes.of;
	policy->n_classes = demand->classes.n;
	policy->max_auth_age_s = demand->max_age_s;
}

static bool has_method(const struct proof_claims *claims, const char *method)
{
	for (size_t i = 0; i < claims->n; i++)
		if (str_eq(claims->amr[i], str_z(method)))
			return true;
	return false;
}

static bool is_one_of(struct str text, const struct demand_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (text.p && str_eq(text, str_z(names->of[i])))
			return true;
	return false;
}

/* A session is as old here as its token would be: the same clocks, and the same leeway. */
enum ost_verdict demand_judge(const struct demand *demand, const struct session_proof *proof,
			      int64_t now_s)
{
	struct proof_claims claims = { .auth_time_s = INT64_MIN };

	(void)proof_claims_of(proof, &claims);
	for (size_t i = 0; i < demand->methods.n; i++)
		if (!has_method(&claims, demand->methods.of[i]))
			return OST_MISSING_METHOD;
	if (demand->classes.n && !is_one_of(claims.acr, &demand->classes))
		return OST_WRONG_CLASS;
	if (demand->max_age_s &&
	    (claims.auth_time_s < now_s - demand->max_age_s - OST_LEEWAY_DEFAULT_S ||
	     claims.auth_time_s > now_s + OST_LEEWAY_DEFAULT_S))
		return OST_AUTH_TOO_OLD;
	return OST_OK;
}

bool demand_is_unmet(enum ost_verdict verdict)
{
	return verdict == OST_MISSING_METHOD || verdict == OST_WRONG_CLASS ||
	       verdict == OST_AUTH_TOO_OLD;
}

/* --- the answer ------------------------------------------------------------------------------- */

static void put_names(struct buf *b, const char *name, const struct demand_names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		buf_z(b, i ? " " : name);
		buf_z(b, names->of[i]);
	}
	if (names->n)
		buf_char(b, '"');
}

struct str demand_challenge(struct arena *a, const struct demand *demand, enum ost_verdict verdict)
{
	struct buf b;

	arena_buf(a, &b, 256, CHALLENGE_MAX);
	buf_z(&b, "Bearer error=\"insufficient_user_authentication\", error_description=\"");
	buf_z(&b, verdict == OST_AUTH_TOO_OLD ? "A more recent sign-in is required\""
					      : "A stronger sign-in is required\"");
	put_names(&b, ", acr_values=\"", &demand->classes);
	put_names(&b, ", amr_values=\"", &demand->methods);
	if (demand->max_age_s)
		buf_fmt(&b, ", max_age=\"%lld\"", (long long)demand->max_age_s);
	return buf_text(&b);
}
