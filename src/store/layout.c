/* I1 nothing is added that Better Auth would have to fill in, or would refuse. I2 what is refused is
 * refused before anything is changed. */
#include "store/layout.h"

#include "base/cleanup.h"
#include "core/log.h"
#include "store/driver.h"

/* ---- what is expected ---- */

enum kind {
	KIND_ID,
	KIND_TEXT,
	KIND_TIME,
	KIND_BOOL,
	KINDS,
};

/* Types that are read and written as the kind needs; without what stands in parentheses. */
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
		[KIND_TIME] = "timestamp with time zone",
		[KIND_BOOL] = "boolean",
	},
};

struct column {
	struct str name;
	enum kind kind;
	const char *add[2]; /* how it is added where it is missing; NULL: it must be there */
};

struct index {
	struct str name;
	const char *what;
	const char *ddl;
};

#define COLUMNS_MAX 8

struct table {
	struct str name;
	struct column columns[COLUMNS_MAX];
	struct index index;
};

/* clang-format off */
static const struct table tables[] = {
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
	     "create index if not exists \"verification_identifier_idx\" on \"verification\" (\"identifier\")" } },
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

/* ---- what is there ---- */

/* name, type, whether an insert must give it a value */
static const char *const columns_of[2] = {
	[SQL_SQLITE] = "select name, lower(type), \"notnull\" = 1 and dflt_value is null and pk = 0"
		       " from pragma_table_info($1) order by cid",
	[SQL_POSTGRES] = "select attname::text, format_type(atttypid, null)::text,"
			 " attnotnull and not atthasdef and attidentity = '' from pg_attribute"
			 " where attrelid = to_regclass(quote_ident($1::text)) and attnum > 0"
			 " and not attisdropped order by attnum",
};

static const char *const index_of[2] = {
	[SQL_SQLITE] = "select 1 from sqlite_schema where type = 'index' and name = $1",
	[SQL_POSTGRES] = "select 1 where to_regclass(quote_ident($1::text)) is not null",
};

/* Tables of another name that have what only Better Auth's account table has. */
static const char *const renamed[2] = {
	[SQL_SQLITE] =
		"select m.name from sqlite_schema m where m.type = 'table' and m.name <> 'account'"
		" and (select count(*) from pragma_table_info(m.name) i where lower(replace(i.name,"
		" '_', '')) in ('accountid', 'providerid', 'userid', 'accesstoken', 'password')) = "
		"5"
		" limit 1",
	[SQL_POSTGRES] =
		"select c.relname::text from pg_class c join pg_namespace n on n.oid = "
		"c.relnamespace"
		" where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'account'"
		" and (select count(*) from pg_attribute a where a.attrelid = c.oid"
		" and lower(replace(a.attname::text, '_', '')) in ('accountid', 'providerid',"
		" 'userid', 'accesstoken', 'password')) = 5 limit 1",
};

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

static bool is_one_of(struct str type, const char *list)
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

/* "emailVerified" and "email_verified" */
static bool is_snake_case_of(struct str name, struct str camel)
{
	size_t at = 0;

	for (size_t i = 0; i < camel.n; i++) {
		char c = camel.p[i];
		bool upper = c >= 'A' && c <= 'Z';

		if (upper && (at >= name.n || name.p[at++] != '_'))
			return false;
		if (at >= name.n || name.p[at++] != (upper ? (char)(c - 'A' + 'a') : c))
			return false;
	}
	return at == name.n && name.n > camel.n;
}

struct looking {
	struct sql *sql;
	struct layout *layout;
	const struct table *table;
	uint32_t found; /* a bit for each of the table's columns */
	bool any;
};

static enum store_rc refuse_type(const struct looking *l, struct str column, struct str type,
				 struct err *err)
{
	err_set(err,
		"table \"%.*s\", column \"%.*s\" is of type %.*s, as Drizzle, Prisma or serial ids"
		" make it" REMEDY,
		STR_FMT(l->table->name), STR_FMT(column), STR_FMT(type));
	return STORE_NONE;
}

/* A column that this program does not write. */
static enum store_rc look_at_other(struct looking *l, struct str name, bool required,
				   struct err *err)
{
	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++)
		if (is_snake_case_of(name, l->table->columns[i].name)) {
			err_set(err,
				"table \"%.*s\" has a column \"%.*s\" instead of \"%.*s\", as"
				" Drizzle makes it" REMEDY,
				STR_FMT(l->table->name), STR_FMT(name),
				STR_FMT(l->table->columns[i].name));
			return STORE_NONE;
		}
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

static enum store_rc look_at_column(struct looking *l, struct str name, struct str type,
				    bool required, struct err *err)
{
	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++) {
		const struct column *column = &l->table->columns[i];

		if (!str_eq(column->name, name))
			continue;
		l->found |= UINT32_C(1) << i;
		if (!is_one_of(type, types[sql_engine(l->sql)][column->kind]))
			return refuse_type(l, name, type, err);
		if (column->kind == KIND_ID && str_eq(type, STR("uuid")))
			l->sql->layout.uuid_ids = true;
		return STORE_OK;
	}
	return look_at_other(l, name, required, err);
}

static enum store_rc look_at_columns(struct looking *l, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(l->sql, columns_of[sql_engine(l->sql)]);
	enum store_rc rc;

	sql_bind_text(run, 1, l->table->name);
	while ((rc = sql_step(run, err)) == STORE_OK) {
		l->any = true;
		rc = look_at_column(l, sql_text(run, 0), sql_text(run, 1), sql_bool(run, 2), err);
		if (rc != STORE_OK)
			return rc;
		rc = sql_row_ok(run, err);
		if (rc != STORE_OK)
			return rc;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

static void plan(struct looking *l, const char *what, const char *ddl)
{
	if (l->layout->n_changes < LAYOUT_CHANGES_MAX)
		l->layout->changes[l->layout->n_changes++] = (struct layout_change){ what, ddl };
}

static enum store_rc look_for_missing(struct looking *l, struct err *err)
{
	for (size_t i = 0; i < COLUMNS_MAX && l->table->columns[i].name.n; i++) {
		const struct column *column = &l->table->columns[i];
		const char *ddl = column->add[sql_engine(l->sql)];

		if (l->found >> i & 1)
			continue;
		if (!ddl) {
			err_set(err, "table \"%.*s\" has no column \"%.*s\"" REMEDY,
				STR_FMT(l->table->name), STR_FMT(column->name));
			return STORE_NONE;
		}
		plan(l, column->name.p, ddl);
	}
	return STORE_OK;
}

static enum store_rc look_for_index(struct looking *l, struct err *err)
{
	const struct index *index = &l->table->index;
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc;

	if (!index->ddl)
		return STORE_OK;
	run = sql_start(l->sql, index_of[sql_engine(l->sql)]);
	sql_bind_text(run, 1, index->name);
	rc = sql_step(run, err);
	if (rc == STORE_NONE)
		plan(l, index->what, index->ddl);
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* SQLite keeps in a column what was put there, whatever its type says. */
static enum store_rc look_at_a_time(struct sql *sql, struct err *err)
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

static enum store_rc look_at_table(struct looking *l, struct err *err)
{
	enum store_rc rc = look_at_columns(l, err);

	if (rc != STORE_OK || !l->any)
		return rc;
	l->layout->taken_over = true;
	rc = look_for_missing(l, err);
	if (rc == STORE_OK)
		rc = look_for_index(l, err);
	if (rc == STORE_OK && sql_engine(l->sql) == SQL_SQLITE &&
	    str_eq(l->table->name, STR("user")))
		rc = look_at_a_time(l->sql, err);
	return rc;
}

enum store_rc layout_look(struct sql *sql, struct layout *out, struct err *err)
{
	enum store_rc rc = STORE_OK;
	bool account = false;

	*out = (struct layout){ 0 };
	sql->layout = (struct sql_layout){ 0 };
	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(tables); i++) {
		struct looking l = { .sql = sql, .layout = out, .table = &tables[i] };

		rc = look_at_table(&l, err);
		account = account || (l.any && str_eq(tables[i].name, STR("account")));
	}
	return rc == STORE_OK && !account ? refuse_renamed(sql, err) : rc;
}

/* ---- mending ---- */

static enum store_rc make_changes(struct sql *sql, const struct layout *layout,
				  const struct log *log, struct err *err)
{
	for (size_t i = 0; i < layout->n_changes; i++) {
		const struct layout_change *change = &layout->changes[i];
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

enum store_rc layout_mend(struct sql *sql, const struct log *log, struct err *err)
{
	struct layout layout;
	enum store_rc rc = sql_begin_migration(sql, err);

	if (rc != STORE_OK)
		return rc;
	rc = layout_look(sql, &layout, err);
	if (rc == STORE_OK)
		rc = make_changes(sql, &layout, log, err);
	if (rc == STORE_OK)
		return sql_commit(sql, err);
	sql_rollback(sql);
	return rc;
}
