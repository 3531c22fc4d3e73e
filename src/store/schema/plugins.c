#include "store/schema/plugins.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"

/* A line of SQL ends where a phrase ends. */
/* clang-format off */

/* Longer pictures leave less than half of a token for everything else. */
#define LONG_PICTURE "2048"

/* Constraints of other tables that keep a user from being deleted; the rows of the three that are
 * named here go first (users_delete()). */
#define SQLITE_REFERENCES \
	"select count(*) from sqlite_schema m, pragma_foreign_key_list(m.name) f" \
	" where m.type = 'table' and f.\"table\" = 'user'" \
	" and f.on_delete in ('NO ACTION', 'RESTRICT')" \
	" and m.name not in ('session', 'account', 'passkey')"
#define POSTGRES_TABLE(table) "coalesce(to_regclass('\"" table "\"')::oid, 0)"
#define POSTGRES_REFERENCES \
	"select count(*) from pg_constraint where contype = 'f'" \
	" and confrelid = to_regclass('\"user\"') and confdeltype in ('a', 'r')" \
	" and conrelid not in (" POSTGRES_TABLE("session") ", " POSTGRES_TABLE("account") \
	", " POSTGRES_TABLE("passkey") ")"

#define POSTGRES_ROW_SECURITY \
	"select count(*) from pg_class where oid in (to_regclass('\"user\"')," \
	" to_regclass('\"session\"'), to_regclass('\"account\"')," \
	" to_regclass('\"verification\"'), to_regclass('\"jwks\"')) and row_security_active(oid)"

#define BOTH(statement) { statement, statement }
#define FROM(table) BOTH("select count(*) from \"" table "\"")
#define WHERE(table, condition) \
	BOTH("select count(*) from \"" table "\" where " condition)
#define EXPIRES SQL_TIME("\"expiresAt\"")
#define WHERE_LIVE(condition) \
	.timed = true, .count = WHERE("session", condition " and " EXPIRES " > $1")
#define ROWS(table, column) STR_INIT(table), STR_INIT(column)

static const struct plugin_meaning meanings[] = {
	{ STR_INIT("banned"), PLUGIN_LOSS_NONE, ROWS("user", "banned"),
	  .count = WHERE("user", "\"banned\" <> false"),
	  .rows = "banned users",
	  .effect = "refused with 403 BANNED_USER on every way in, until banExpires" },
	{ STR_INIT("second-factor"), PLUGIN_LOSS_ACCOUNT, ROWS("user", "twoFactorEnabled"),
	  .count = WHERE("user", "\"twoFactorEnabled\" <> false"),
	  .rows = "users with a second factor",
	  .when = PLUGIN_WITHOUT_FACTORS,
	  .effect = "cannot sign in (403 TWO_FACTOR_REQUIRED) while OSTIARY_TWO_FACTOR is off; "
		    "their sessions go on" },
	{ STR_INIT("second-factor"), PLUGIN_LOSS_NONE, ROWS("user", "twoFactorEnabled"),
	  .count = WHERE("user", "\"twoFactorEnabled\" <> false"),
	  .rows = "users with a second factor",
	  .when = PLUGIN_WITH_FACTORS,
	  .effect = "keep it: authenticators, backup codes and trusted browsers go on; it is asked "
		    "for on every way in" },
	{ STR_INIT("row-security"), PLUGIN_LOSS_ROWS, ROWS("user", ""),
	  .count = { NULL, POSTGRES_ROW_SECURITY },
	  .rows = "tables with row level security that holds for this role",
	  .effect = "rows that a policy hides do not exist here; a role with BYPASSRLS sees all" },
	{ STR_INIT("impersonation"), PLUGIN_LOSS_NONE, ROWS("session", "impersonatedBy"),
	  WHERE_LIVE("\"impersonatedBy\" is not null"),
	  .rows = "sessions of admins as other users",
	  .when = PLUGIN_WITHOUT_ADMIN,
	  .effect = "are no sessions while OSTIARY_ADMIN is off; the admin signs in again" },
	{ STR_INIT("impersonation"), PLUGIN_LOSS_NONE, ROWS("session", "impersonatedBy"),
	  WHERE_LIVE("\"impersonatedBy\" is not null"),
	  .rows = "sessions of admins as other users",
	  .when = PLUGIN_WITH_ADMIN,
	  .effect = "go on while the admin is one" },
	{ STR_INIT("organization"), PLUGIN_LOSS_NONE, ROWS("session", "activeOrganizationId"),
	  WHERE_LIVE("\"activeOrganizationId\" is not null"),
	  .rows = "sessions with an active organization",
	  .effect = "go on; the organization is kept, but in no answer and no token" },
	{ STR_INIT("capitals"), PLUGIN_LOSS_NONE, ROWS("user", "email"),
	  .count = WHERE("user", "\"email\" <> lower(\"email\")"),
	  .rows = "users whose address has capitals",
	  .effect = "are not found by it, as in Better Auth, until it is in small letters" },
	{ STR_INIT("long-picture"), PLUGIN_LOSS_NONE, ROWS("user", "image"),
	  .count = WHERE("user", "length(\"image\") > " LONG_PICTURE),
	  .rows = "users with a long picture, such as a data: URL",
	  .effect = "get tokens in which image is null where it does not fit" },
	{ STR_INIT("references"), PLUGIN_LOSS_NONE, ROWS("user", ""),
	  .count = { SQLITE_REFERENCES, POSTGRES_REFERENCES },
	  .rows = "foreign keys of other tables to user, without on delete cascade",
	  .effect = "while they refer to a user, deleting the user is refused with 409 "
		    "USER_IN_USE" },
	{ STR_INIT("api-key"), PLUGIN_LOSS_NONE, ROWS("apikey", ""), .count = FROM("apikey"),
	  .rows = "API keys", .effect = "are kept, and open nothing here" },
	{ STR_INIT("passkey"), PLUGIN_LOSS_NONE, ROWS("passkey", ""), .count = FROM("passkey"),
	  .rows = "passkeys",
	  .when = PLUGIN_WITH_PASSKEYS,
	  .effect = "go on, for the domain that they were made for (OSTIARY_PASSKEY_RP_ID)" },
	{ STR_INIT("passkey"), PLUGIN_LOSS_NONE, ROWS("passkey", ""), .count = FROM("passkey"),
	  .rows = "passkeys",
	  .when = PLUGIN_WITHOUT_PASSKEYS,
	  .effect = "are kept, and open nothing while OSTIARY_PASSKEYS is off" },
	{ STR_INIT("passkey-only"), PLUGIN_LOSS_ACCOUNT, ROWS("passkey", "userId"),
	  .count = BOTH("select count(distinct p.\"userId\") from \"passkey\" p where not exists"
			" (select 1 from \"account\" a where a.\"userId\" = p.\"userId\""
			" and a.\"password\" is not null)"),
	  .rows = "users with passkeys and no password",
	  .when = PLUGIN_WITHOUT_PASSKEYS,
	  .effect = "cannot sign in while OSTIARY_PASSKEYS is off" },
	{ STR_INIT("shared-passkey"), PLUGIN_LOSS_ACCOUNT, ROWS("passkey", "credentialID"),
	  .count = BOTH("select count(*) from (select 1 from \"passkey\" group by \"credentialID\""
			" having count(distinct \"userId\") > 1) s"),
	  .rows = "passkeys of several users",
	  .effect = "sign none of them in until one user alone has it" },
};
_Static_assert(ARRAY_LEN(meanings) <= PLUGIN_MEANINGS_MAX, "PLUGIN_MEANINGS_MAX");

/* clang-format on */

/* ---- counting ---- */

/* STORE_OK: the table exists, with the column if the meaning names one. STORE_NONE. */
static enum store_rc is_there(struct sql *sql, const struct plugin_meaning *m, struct err *err)
{
	if (!m->count[sql_engine(sql)])
		return STORE_NONE;
	return m->column.n ? sql_has_column(sql, m->table, m->column, err)
			   : sql_has_table(sql, m->table, err);
}

static enum store_rc count(struct sql *sql, const struct plugin_meaning *m, int64_t now_ms,
			   int64_t *out, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, m->count[sql_engine(sql)]);

	if (m->timed)
		sql_bind_time(run, 1, now_ms);
	return sql_number(run, out, err);
}

static bool is_meant(const struct plugin_meaning *m, struct plugin_features on)
{
	const bool is_so[] = {
		[PLUGIN_ALWAYS] = true,
		[PLUGIN_WITHOUT_FACTORS] = !on.factors,
		[PLUGIN_WITH_FACTORS] = on.factors,
		[PLUGIN_WITHOUT_PASSKEYS] = !on.passkeys,
		[PLUGIN_WITH_PASSKEYS] = on.passkeys,
		[PLUGIN_WITHOUT_ADMIN] = !on.admin,
		[PLUGIN_WITH_ADMIN] = on.admin,
	};

	return is_so[m->when];
}

enum store_rc plugins_count(struct sql *sql, int64_t now_ms, struct plugin_features on,
			    struct plugins_found *out, struct err *err)
{
	*out = (struct plugins_found){ .n = 0 };
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
		enum store_rc rc =
			is_meant(&meanings[i], on) ? is_there(sql, &meanings[i], err) : STORE_NONE;
		int64_t n = 0;

		if (rc == STORE_OK)
			rc = count(sql, &meanings[i], now_ms, &n, err);
		if (rc != STORE_OK && rc != STORE_NONE)
			return rc;
		if (n > 0)
			out->of[out->n++] = (struct plugin_found){ &meanings[i], n };
	}
	return STORE_OK;
}

/* ---- accepting ---- */

static bool next_word(struct str *rest, struct str *out)
{
	while (rest->n) {
		str_cut(*rest, ',', out, rest);
		*out = str_trim(*out);
		if (out->n)
			return true;
	}
	return false;
}

bool plugin_is_refused(const struct plugin_found *found, struct str accepted)
{
	struct str word;

	if (found->meaning->loss == PLUGIN_LOSS_NONE)
		return false;
	while (next_word(&accepted, &word))
		if (str_eq(word, found->meaning->name))
			return false;
	return true;
}

static bool names_a_loss(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (meanings[i].loss != PLUGIN_LOSS_NONE && str_eq(meanings[i].name, word))
			return true;
	return false;
}

bool plugins_accept_is_valid(struct str accepted, struct err *err)
{
	struct str word;

	while (next_word(&accepted, &word))
		if (!names_a_loss(word)) {
			err_set(err,
				"\"%.*s\" is not a loss that ostiary doctor names, such as "
				"second-factor",
				STR_FMT(word));
			return false;
		}
	return true;
}

static void warn_of(const struct plugin_found *found, const struct log *log)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("loss", found->meaning->name),
		LOG_FIELD_TEXT("rows", str_z(found->meaning->rows)),
		LOG_FIELD_INTEGER("n", found->n),
		LOG_FIELD_TEXT("effect", str_z(found->meaning->effect)),
		LOG_FIELD_TEXT("accept_with", STR("OSTIARY_TAKEOVER_ACCEPT")),
	};

	log_line(log, LOG_LEVEL_WARN, "users lose something by the takeover", fields,
		 ARRAY_LEN(fields));
}

enum store_rc plugins_warn(struct store *store, int64_t now_ms, struct plugin_features on,
			   struct str accepted, const struct log *log, struct err *err)
{
	struct plugins_found found = { .n = 0 };
	enum store_rc rc = STORE_READ(store, sql, err, plugins_count(sql, now_ms, on, &found, err));

	if (rc != STORE_OK)
		return rc;
	for (size_t i = 0; i < found.n; i++)
		if (plugin_is_refused(&found.of[i], accepted))
			warn_of(&found.of[i], log);
	return STORE_OK;
}
