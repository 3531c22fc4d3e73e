#include "store/schema/own_columns.h"

#include "base/cleanup.h"
#include "core/log.h"
#include "store/sql/rows.h"

#define DDL_MAX (64 << 10)

/* By enum sql_engine: the types of columns that hold the values of each type, without a length in
 * parentheses; the first is that of a new column, as Better Auth's own migration makes it. */
static const char *const types[2][OWN_TYPES] = {
	[SQL_SQLITE] = {
		[OWN_STRING] = "text,varchar,char",
		[OWN_NUMBER] = "integer,int,bigint,smallint,real,double,float,numeric",
		[OWN_BOOLEAN] = "integer,boolean,int",
		[OWN_DATE] = "date,text,datetime,timestamp",
		[OWN_STRINGS] = "text,varchar,json",
	},
	[SQL_POSTGRES] = {
		[OWN_STRING] = "text,character varying,uuid",
		[OWN_NUMBER] = "integer,bigint,smallint,real,double precision,numeric",
		[OWN_BOOLEAN] = "boolean",
		[OWN_DATE] = "timestamp with time zone,timestamp without time zone",
		[OWN_STRINGS] = "jsonb,json,text,character varying",
	},
};

static const struct own_tables none;

static const struct own_fields *fields_of(const struct sql *sql, struct str table)
{
	const struct own_tables *own = sql_layout(sql)->own;

	if (!own)
		own = &none;
	if (str_eq(table, STR("user")))
		return &own->user;
	return str_eq(table, STR("session")) ? &own->session : &none.user;
}

/* ---- columns that exist ---- */

const struct own_field *own_column_field(const struct sql *sql, struct str table, struct str column)
{
	const struct own_fields *fields = fields_of(sql, table);

	for (size_t i = 0; i < fields->n; i++)
		if (str_eq(fields->of[i].column, column))
			return &fields->of[i];
	return NULL;
}

static bool type_is_listed(struct str type, const char *list)
{
	struct str rest = str_z(list), one, parenthesis;

	str_cut(type, '(', &type, &parenthesis);
	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		if (str_eq(one, str_trim(type)))
			return true;
	}
	return false;
}

const char *own_column_fault(const struct sql *sql, const struct own_field *field, struct str type,
			     bool required)
{
	if (!type_is_listed(type, types[sql_engine(sql)][field->type]))
		return "its type does not fit the one that is declared";
	if (required && !field->required)
		return "it must be given a value, and the declaration says \"required\": false";
	return NULL;
}

/* ---- columns that are missing ---- */

struct planning {
	struct sql *sql;
	struct arena *a;
	struct own_changes *out;
	struct str table;
};

static void put_literal(struct buf *b, struct str text)
{
	buf_char(b, '\'');
	for (size_t i = 0; i < text.n; i++) {
		buf_z(b, text.p[i] == '\'' ? "'" : "");
		buf_char(b, text.p[i]);
	}
	buf_char(b, '\'');
}

/* Rows that exist get the default of the new column, unless only one may have it. */
static void put_default(struct buf *b, const struct sql *sql, const struct own_field *field)
{
	const struct own_value *value = &field->fallback;
	bool sqlite = sql_engine(sql) == SQL_SQLITE;

	if (value->state != OWN_SET || field->unique)
		return;
	switch (field->type) {
	case OWN_STRING:
		buf_z(b, " default ");
		put_literal(b, value->text);
		break;
	case OWN_NUMBER:
		buf_z(b, " default ");
		buf_str(b, value->text);
		break;
	case OWN_BOOLEAN:
		buf_z(b, " default ");
		if (sqlite)
			buf_z(b, value->yes ? "1" : "0");
		else
			buf_z(b, value->yes ? "true" : "false");
		break;
	case OWN_DATE:
	case OWN_STRINGS:
	case OWN_TYPES:
		break;
	}
}

static void plan(struct planning *p, struct buf *b)
{
	if (p->out->n < OWN_CHANGES_MAX)
		p->out->ddl[p->out->n++] = buf_cstr(b);
}

static void plan_column(struct planning *p, const struct own_field *field)
{
	struct str type, others;
	struct buf b;

	str_cut(str_z(types[sql_engine(p->sql)][field->type]), ',', &type, &others);
	arena_buf(p->a, &b, 128, DDL_MAX);
	buf_fmt(&b, "alter table \"%.*s\" add column \"%.*s\" %.*s", STR_FMT(p->table),
		STR_FMT(field->column), STR_FMT(type));
	put_default(&b, p->sql, field);
	plan(p, &b);
	if (!field->unique)
		return;
	arena_buf(p->a, &b, 128, DDL_MAX);
	buf_fmt(&b, "create unique index \"%.*s_%.*s_uidx\" on \"%.*s\" (\"%.*s\")",
		STR_FMT(p->table), STR_FMT(field->column), STR_FMT(p->table),
		STR_FMT(field->column));
	plan(p, &b);
}

static enum store_rc plan_missing(struct planning *p, const struct own_field *field,
				  struct err *err)
{
	enum store_rc rc = sql_has_column(p->sql, p->table, field->column, err);

	if (rc == STORE_NONE)
		plan_column(p, field);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc own_columns_plan(struct sql *sql, struct arena *a, struct own_changes *out,
			       struct err *err)
{
	static const struct str names[] = { STR_INIT("user"), STR_INIT("session") };
	enum store_rc rc = STORE_OK;

	out->n = 0;
	for (size_t t = 0; t < ARRAY_LEN(names); t++) {
		struct planning p = { sql, a, out, names[t] };
		const struct own_fields *fields = fields_of(sql, names[t]);

		for (size_t i = 0; rc == STORE_OK && i < fields->n; i++)
			rc = plan_missing(&p, &fields->of[i], err);
	}
	return rc;
}

/* ---- completing ---- */

static enum store_rc make(struct sql *sql, struct arena *a, const struct log *log, struct err *err)
{
	struct own_changes changes;
	enum store_rc rc = own_columns_plan(sql, a, &changes, err);

	for (size_t i = 0; rc == STORE_OK && i < changes.n; i++) {
		const struct log_field fields[] = { LOG_FIELD_TEXT("sql", str_z(changes.ddl[i])) };

		if (sql_script(sql, changes.ddl[i], err) != STORE_OK) {
			err_prefix(err, "a column of OSTIARY_FIELDS could not be added");
			return STORE_FAULT;
		}
		log_line(log, LOG_LEVEL_NOTICE, "added a column of one's own", fields,
			 ARRAY_LEN(fields));
	}
	return rc;
}

enum store_rc own_columns_complete(struct sql *sql, const struct log *log, struct err *err)
{
	struct own_changes changes = { 0 };
	enum store_rc rc;
	ARENA(a);

	if (!sql_layout(sql)->own)
		return STORE_OK;
	rc = SQL_READ(sql, err, own_columns_plan(sql, &a, &changes, err));
	if (rc != STORE_OK || changes.n == 0)
		return rc;
	return SQL_MIGRATE(sql, err, make(sql, &a, log, err));
}
