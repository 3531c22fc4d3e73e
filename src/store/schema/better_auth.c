/* I1 this program adds only columns that may be null, and indexes, so that Better Auth still works
 * with its tables. I2 a database is refused before anything in it is changed. */
#include "store/schema/better_auth.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/log.h"
#include "store/schema/own_columns.h"
#include "store/schema/plugin_columns.h"
#include "store/sql/driver.h"
#include "store/sql/rows.h"

/* ---- the expected tables ---- */

enum kind {
	KIND_ID,
	KIND_TEXT,
	KIND_TIME,
	KIND_BOOL,
	KINDS,
};

/* The column types that hold values of each kind, without a length in parentheses. */
static const char *const types[2][KINDS] = {
	[SQL_SQLITE] = {
		[KIND_ID] = "text,varchar,char",
		[KIND_TEXT] = "text,varchar,char",
		[KIND_TIME] = "date,text",
		[KIND_BOOL] = "integer,boolean,int",
	},
	[SQL_POSTGRES] = {
		[KIND_ID] = "text,character varying,uuid",
		[KIND_TEXT] = "text,character varying",
		[KIND_TIME] = "timestamp with time zone,timestamp without time zone",
		[KIND_BOOL] = "boolean",
	},
};

struct expected_column {
	struct str name;
	enum kind kind;
	const char *add[2]; /* adds a missing column; NULL: the column must exist */
};

struct expected_index {
	struct str name;
	const char *what;
	const char *ddl;
};

#define COLUMNS_MAX 8

struct expected_table {
	struct str name;
	struct expected_column columns[COLUMNS_MAX];
	struct expected_index index;
};

/* clang-format off */
static const struct expected_table tables[] = {
	{ STR_INIT("user"), {
		{ STR_INIT("id"), KIND_ID, { NULL } },
		{ STR_INIT("name"), KIND_TEXT, { NULL } },
		{ STR_INIT("email"), KIND_TEXT, { NULL } },
		{ STR_INIT("emailVerified"), KIND_BOOL, { NULL } },
		{ STR_INIT("image"), KIND_TEXT, { NULL } },
		{ STR_INIT("createdAt"), KIND_TIME, { NULL } },
		{ STR_INIT("updatedAt"), KIND_TIME, { NULL } },
	}, { .ddl = NULL } },
	{ STR_INIT("session"), {
		{ STR_INIT("id"), KIND_ID, { NULL } },
		{ STR_INIT("expiresAt"), KIND_TIME, { NULL } },
		{ STR_INIT("token"), KIND_TEXT, { NULL } },
		{ STR_INIT("createdAt"), KIND_TIME, { NULL } },
		{ STR_INIT("updatedAt"), KIND_TIME, { NULL } },
		{ STR_INIT("ipAddress"), KIND_TEXT, { NULL } },
		{ STR_INIT("userAgent"), KIND_TEXT, { NULL } },
		{ STR_INIT("userId"), KIND_ID, { NULL } },
	}, { STR_INIT("session_userId_idx"), "index of session by userId",
	     "create index if not exists \"session_userId_idx\" on \"session\" (\"userId\")" } },
	{ STR_INIT("account"), {
		{ STR_INIT("id"), KIND_ID, { NULL } },
		{ STR_INIT("accountId"), KIND_TEXT, { NULL } },
		{ STR_INIT("providerId"), KIND_TEXT, { NULL } },
		{ STR_INIT("userId"), KIND_ID, { NULL } },
		{ STR_INIT("scope"), KIND_TEXT, { NULL } },
		{ STR_INIT("password"), KIND_TEXT, { NULL } },
		{ STR_INIT("createdAt"), KIND_TIME, { NULL } },
		{ STR_INIT("updatedAt"), KIND_TIME, { NULL } },
	}, { STR_INIT("account_userId_idx"), "index of account by userId",
	     "create index if not exists \"account_userId_idx\" on \"account\" (\"userId\")" } },
	{ STR_INIT("verification"), {
		{ STR_INIT("id"), KIND_ID, { NULL } },
		{ STR_INIT("identifier"), KIND_TEXT, { NULL } },
		{ STR_INIT("value"), KIND_TEXT, { NULL } },
		{ STR_INIT("expiresAt"), KIND_TIME, { NULL } },
		{ STR_INIT("createdAt"), KIND_TIME, { NULL } },
		{ STR_INIT("updatedAt"), KIND_TIME, { NULL } },
	}, { STR_INIT("verification_identifier_idx"), "index of verification by identifier",
	     "create index if not exists \"verification_identifier_idx\""
	     " on \"verification\" (\"identifier\")" } },
	{ STR_INIT("jwks"), {
		{ STR_INIT("id"), KIND_ID, { NULL } },
		{ STR_INIT("publicKey"), KIND_TEXT, { NULL } },
		{ STR_INIT("privateKey"), KIND_TEXT, { NULL } },
		{ STR_INIT("createdAt"), KIND_TIME, { NULL } },
		{ STR_INIT("expiresAt"), KIND_TIME, {
			"alter table \"jwks\" add column \"expiresAt\" date",
			"alter table \"jwks\" add column \"expiresAt\" timestamptz" } },
		{ STR_INIT("alg"), KIND_TEXT, {
			"alter table \"jwks\" add column \"alg\" text",
			"alter table \"jwks\" add column \"alg\" text" } },
		{ STR_INIT("crv"), KIND_TEXT, {
			"alter table \"jwks\" add column \"crv\" text",
			"alter table \"jwks\" add column \"crv\" text" } },
	}, { .ddl = NULL } },
};
/* clang-format on */

/* ---- inspecting ---- */

/* A line of SQL ends where a phrase ends. */
/* clang-format off */

/* Of each column the name, the type, and whether an insert must give it a value. */
static const char *const columns_of[2] = {
	[SQL_SQLITE] =
		"select name, lower(type), \"notnull\" = 1 and dflt_value is null and pk = 0"
		" from pragma_table_info($1) order by cid",
	[SQL_POSTGRES] =
		"select attname::text, format_type(atttypid, null)::text,"
		" attnotnull and not atthasdef and attidentity = ''"
		" from pg_attribute where attrelid = to_regclass(quote_ident($1::text))"
		" and attnum > 0 and not attisdropped order by attnum",
};

static const char *const index_of[2] = {
	[SQL_SQLITE] = "select 1 from sqlite_schema where type = 'index' and name = $1",
	[SQL_POSTGRES] = "select 1 where to_regclass(quote_ident($1::text)) is not null",
};

#define ACCOUNT_COLUMNS "('accountid', 'providerid', 'userid', 'accesstoken', 'password')"

/* A table of another name with the columns that only Better Auth's table "account" has. */
static const char *const renamed[2] = {
	[SQL_SQLITE] =
		"select m.name from sqlite_schema m"
		" where m.type = 'table' and m.name <> 'account'"
		" and (select count(*) from pragma_table_info(m.name) i"
		"  where lower(replace(i.name, '_', '')) in " ACCOUNT_COLUMNS ") = 5"
		" limit 1",
	[SQL_POSTGRES] =
		"select c.relname::text from pg_class c"
		" join pg_namespace n on n.oid = c.relnamespace"
		" where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'account'"
		" and (select count(*) from pg_attribute a where a.attrelid = c.oid"
		"  and lower(replace(a.attname::text, '_', '')) in " ACCOUNT_COLUMNS ") = 5"
		" limit 1",
};

/* clang-format on */

#define REMEDY                                                                                     \
	"; Ostiary works with the tables that Better Auth's own migration makes"                   \
	" (npx @better-auth/cli migrate)"

static enum store_rc refuse_renamed(struct sql *sql, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, renamed[sql_engine(sql)]);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_NONE)
		return STORE_OK;
	if (rc != STORE_OK)
		return rc;
	err_set(err, "table \"%.*s\" is Better Auth's \"account\" under another name" REMEDY,
		STR_FMT(sql_text(run, 0)));
	return STORE_NONE;
}

static bool type_is_listed(struct str type, const char *list)
{
	struct str rest = str_z(list), one, parenthesis;

	str_cut(type, '(', &type, &parenthesis);
	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		if (str_eq(one, type))
			return true;
	}
	return false;
}

/* True when name is camel in snake case, as "email_verified" is "emailVerified". */
static bool is_snake_case_of(struct str name, struct str camel)
{
	size_t at = 0;

	for (size_t i = 0; i < camel.n; i++) {
		char c = camel.p[i];
		bool upper = ascii_is_upper(c);

		if (upper && (at >= name.n || name.p[at++] != '_'))
			return false;
		if (at >= name.n || name.p[at++] != ascii_to_lower(c))
			return false;
	}
	return at == name.n && name.n > camel.n;
}

struct inspecting {
	struct sql *sql;
	struct better_auth *out;
	const struct expected_table *table;
	uint32_t found; /* a bit for each column of the table that has been found */
	bool any;
};

static enum store_rc refuse_type(const struct inspecting *l, struct str column, struct str type,
				 struct err *err)
{
	err_set(err,
		"table \"%.*s\", column \"%.*s\" is of type %.*s, as Drizzle, Prisma or serial ids"
		" make it" REMEDY,
		STR_FMT(l->table->name), STR_FMT(column), STR_FMT(type));
	return STORE_NONE;
}

/* SQLite's types do not matter: each value has its own. */
static bool plugin_column_fits(const struct inspecting *l, struct str name, struct str type)
{
	static const enum kind kinds[] = {
		[PLUGIN_COLUMN_TEXT] = KIND_ID,
		[PLUGIN_COLUMN_BOOL] = KIND_BOOL,
		[PLUGIN_COLUMN_TIME] = KIND_TIME,
	};
	enum plugin_column column = plugin_column_kind(l->table->name, name);

	return column == PLUGIN_COLUMN_NONE || sql_engine(l->sql) == SQL_SQLITE ||
	       type_is_listed(type, types[SQL_POSTGRES][kinds[column]]);
}

static enum store_rc inspect_own_column(const struct inspecting *l, const struct own_field *field,
					struct str type, bool required, struct err *err)
{
	const char *fault = own_column_fault(l->sql, field, type, required);

	if (!fault)
		return STORE_OK;
	err_set(err, "table \"%.*s\", column \"%.*s\" (%.*s) of OSTIARY_FIELDS: %s",
		STR_FMT(l->table->name), STR_FMT(field->column), STR_FMT(type), fault);
	return STORE_NONE;
}

/* Checks a column that not all releases have, or that this program does not use. */
static enum store_rc inspect_other_column(struct inspecting *l, struct str name, struct str type,
					  bool required, struct err *err)
{
	const struct own_field *field = own_column_field(l->sql, l->table->name, name);

	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++)
		if (is_snake_case_of(name, l->table->columns[i].name)) {
			err_set(err,
				"table \"%.*s\" has a column \"%.*s\" instead of \"%.*s\", as"
				" Drizzle makes it" REMEDY,
				STR_FMT(l->table->name), STR_FMT(name),
				STR_FMT(l->table->columns[i].name));
			return STORE_NONE;
		}
	if (!plugin_column_fits(l, name, type))
		return refuse_type(l, name, type, err);
	if (field)
		return inspect_own_column(l, field, type, required, err);
	if (str_eq(l->table->name, STR("account")) && str_eq(name, STR("issuer"))) {
		l->sql->layout.account_issuer = true;
		return STORE_OK;
	}
	if (!required)
		return STORE_OK;
	err_set(err,
		"table \"%.*s\", column \"%.*s\" must be given a value, and Ostiary knows none; let"
		" it be null, or give it a default",
		STR_FMT(l->table->name), STR_FMT(name));
	return STORE_NONE;
}

static enum store_rc inspect_column(struct inspecting *l, struct str name, struct str type,
				    bool required, struct err *err)
{
	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++) {
		const struct expected_column *column = &l->table->columns[i];

		if (!str_eq(column->name, name))
			continue;
		l->found |= UINT32_C(1) << i;
		if (!type_is_listed(type, types[sql_engine(l->sql)][column->kind]))
			return refuse_type(l, name, type, err);
		if (column->kind == KIND_ID && str_eq(type, STR("uuid")))
			l->sql->layout.uuid_ids = true;
		return STORE_OK;
	}
	return inspect_other_column(l, name, type, required, err);
}

static enum store_rc inspect_columns(struct inspecting *l, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(l->sql, columns_of[sql_engine(l->sql)]);
	enum store_rc rc;

	sql_bind_text(run, 1, l->table->name);
	sql_each (run, rc, err) {
		l->any = true;
		rc = inspect_column(l, sql_text(run, 0), sql_text(run, 1), sql_bool(run, 2), err);
		if (rc != STORE_OK)
			return rc;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

static void plan_change(struct inspecting *l, const char *what, const char *ddl)
{
	if (l->out->n_changes < BETTER_AUTH_CHANGES_MAX)
		l->out->changes[l->out->n_changes++] = (struct better_auth_change){ what, ddl };
}

static enum store_rc plan_missing_columns(struct inspecting *l, struct err *err)
{
	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++) {
		const struct expected_column *column = &l->table->columns[i];
		const char *ddl = column->add[sql_engine(l->sql)];

		if (l->found >> i & 1)
			continue;
		if (!ddl) {
			err_set(err, "table \"%.*s\" has no column \"%.*s\"" REMEDY,
				STR_FMT(l->table->name), STR_FMT(column->name));
			return STORE_NONE;
		}
		plan_change(l, column->name.p, ddl);
	}
	return STORE_OK;
}

static enum store_rc plan_missing_index(struct inspecting *l, struct err *err)
{
	const struct expected_index *index = &l->table->index;
	OWNED(sql_end) struct sql_run *run = NULL;
	bool exists = false;
	enum store_rc rc;

	if (!index->ddl)
		return STORE_OK;
	run = sql_start(l->sql, index_of[sql_engine(l->sql)]);
	sql_bind_text(run, 1, index->name);
	rc = sql_exists(run, &exists, err);
	if (rc == STORE_OK && !exists)
		plan_change(l, index->what, index->ddl);
	return rc;
}

/* SQLite keeps a value as it was written, whatever the type of the column. */
static enum store_rc refuse_numeric_times(struct sql *sql, struct err *err)
{
	static const char first[] =
		"select 1 from (select \"createdAt\" as t from \"user\" limit 1)"
		" where typeof(t) <> 'text'";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, first);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_NONE)
		return STORE_OK;
	if (rc == STORE_OK)
		err_set(err, "table \"user\", column \"createdAt\" holds numbers, as Prisma and"
			     " Drizzle write them" REMEDY);
	return rc == STORE_OK ? STORE_NONE : rc;
}

static enum store_rc inspect_table(struct inspecting *l, struct err *err)
{
	enum store_rc rc = inspect_columns(l, err);

	if (rc != STORE_OK || !l->any)
		return rc;
	l->out->taken_over = true;
	rc = plan_missing_columns(l, err);
	if (rc == STORE_OK)
		rc = plan_missing_index(l, err);
	if (rc == STORE_OK && sql_engine(l->sql) == SQL_SQLITE &&
	    str_eq(l->table->name, STR("user")))
		rc = refuse_numeric_times(l->sql, err);
	return rc;
}

enum store_rc better_auth_inspect(struct sql *sql, struct better_auth *out, struct err *err)
{
	enum store_rc rc = STORE_OK;
	bool account = false;

	*out = (struct better_auth){ 0 };
	sql->layout = (struct sql_layout){ .own = sql->layout.own,
					   .factors = sql->layout.factors,
					   .admin = sql->layout.admin };
	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(tables); i++) {
		struct inspecting l = { .sql = sql, .out = out, .table = &tables[i] };

		rc = inspect_table(&l, err);
		account = account || (l.any && str_eq(tables[i].name, STR("account")));
	}
	return rc == STORE_OK && !account ? refuse_renamed(sql, err) : rc;
}

/* ---- completing ---- */

static enum store_rc make_changes(struct sql *sql, const struct better_auth *found,
				  const struct log *log, struct err *err)
{
	for (size_t i = 0; i < found->n_changes; i++) {
		const struct better_auth_change *change = &found->changes[i];
		struct log_field fields[] = { LOG_FIELD_TEXT("sql", str_z(change->ddl)) };

		if (sql_script(sql, change->ddl, err) != STORE_OK) {
			err_prefix(err, "Better Auth's tables lack something that could not be"
					" added");
			return STORE_FAULT;
		}
		log_line(log, LOG_LEVEL_NOTICE, "added to Better Auth's tables", fields,
			 ARRAY_LEN(fields));
	}
	return STORE_OK;
}

static enum store_rc inspect_and_change(struct sql *sql, const struct log *log, struct err *err)
{
	struct better_auth found;
	enum store_rc rc = better_auth_inspect(sql, &found, err);

	return rc == STORE_OK ? make_changes(sql, &found, log, err) : rc;
}

enum store_rc better_auth_complete(struct sql *sql, const struct log *log, struct err *err)
{
	return SQL_MIGRATE(sql, err, inspect_and_change(sql, log, err));
}
