/* A part of migrations.h: what a start would do. */
#include "store/schema/migrations.h"

#include "base/cleanup.h"
#include "store/schema/steps.h"
#include "store/sql/rows.h"

static enum store_rc plan_table(struct sql *sql, const struct ddl_table *table,
				struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = sql_has_table(sql, table->name, err);

	if (rc == STORE_NONE && out->n_tables < MIGRATIONS_PLAN_MAX)
		out->tables[out->n_tables++] = table->name;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc plan_move(struct sql *sql, const struct replaced_table *old,
			       struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = sql_has_table(sql, old->name, err);

	if (rc == STORE_OK && out->n_moves < MIGRATIONS_MOVES_MAX)
		out->moves[out->n_moves++] =
			(struct migrations_move){ .from = old->name, .to = old->successor };
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc plan_step(struct sql *sql, const struct migration *m,
			       struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t g = 0; g < ARRAY_LEN(m->tables) && m->tables[g]; g++)
		for (size_t i = 0; rc == STORE_OK && i < m->tables[g]->n; i++)
			rc = plan_table(sql, &m->tables[g]->of[i], out, err);
	for (size_t i = 0; rc == STORE_OK && i < m->n_replaced; i++)
		rc = plan_move(sql, &m->replaced[i], out, err);
	return rc;
}

static enum store_rc plan_numbered(struct sql *sql, const struct migration *m,
				   struct migrations_plan *out, struct err *err)
{
	if (m->version <= out->version)
		return STORE_OK;
	if (out->n_steps < MIGRATIONS_PLAN_MAX)
		out->steps[out->n_steps++] =
			(struct migrations_step){ .version = m->version, .name = m->name };
	return plan_step(sql, m, out, err);
}

/* A table that is missing is made with the column. */
static enum store_rc plan_column(struct sql *sql, const struct migration *m,
				 struct migrations_plan *out, struct err *err)
{
	const char *ddl = m->change ? m->change[sql_engine(sql)] : NULL;
	enum store_rc rc;

	if (!ddl || !m->column.name.n)
		return STORE_OK;
	rc = sql_has_table(sql, m->column.table, err);
	if (rc == STORE_OK)
		rc = sql_has_column(sql, m->column.table, m->column.name, err);
	else if (rc == STORE_NONE)
		return STORE_OK;
	if (rc == STORE_NONE && out->n_columns < MIGRATIONS_PLAN_MAX)
		out->columns[out->n_columns++] = ddl;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc plan_extras(struct sql *sql, const struct migration *of, size_t n,
				 struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < n; i++) {
		rc = plan_step(sql, &of[i], out, err);
		if (rc == STORE_OK)
			rc = plan_column(sql, &of[i], out, err);
	}
	return rc;
}

static enum store_rc plan_alone(struct sql *sql, struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = migrations_are_alone(sql, err);

	if (rc == STORE_NONE)
		rc = plan_step(sql, &step_alone, out, err);
	for (size_t i = 0; rc == STORE_OK && i < steps_n; i++)
		if (steps[i].tasks)
			rc = plan_numbered(sql, &steps[i], out, err);
	return rc;
}

static enum store_rc plan_all(struct sql *sql, const struct migrations_extras *extras,
			      struct migrations_plan *out, struct err *err)
{
	enum store_rc rc = migrations_are_alone(sql, err);

	out->refused = rc == STORE_OK;
	if (rc == STORE_OK)
		err_set(err, "%s", migrations_alone_refused);
	if (rc != STORE_NONE)
		return rc;
	out->is_newest = out->version == out->newest;
	rc = STORE_OK;
	for (size_t i = 0; rc == STORE_OK && i < steps_n; i++)
		rc = plan_numbered(sql, &steps[i], out, err);
	if (rc == STORE_OK && extras->factors)
		rc = plan_extras(sql, steps_factors, steps_factors_n, out, err);
	if (rc == STORE_OK && extras->admin)
		rc = plan_extras(sql, steps_admin, steps_admin_n, out, err);
	if (rc == STORE_OK && extras->rate_limit)
		rc = plan_extras(sql, &step_rate_limit, 1, out, err);
	return rc;
}

enum store_rc migrations_plan(struct sql *sql, const struct migrations_extras *extras,
			      struct migrations_plan *out, struct err *err)
{
	enum store_rc rc;

	*out = (struct migrations_plan){ .newest = migrations_newest() };
	rc = migrations_recorded(sql, &out->version, err);
	if (rc != STORE_OK)
		return rc;
	out->refused = migrations_are_newer(out->version, err);
	if (out->refused)
		return STORE_OK;
	rc = sql_has_table(sql, STR("ostiary_migration"), err);
	if (rc == STORE_NONE)
		out->tables[out->n_tables++] = STR("ostiary_migration");
	if (rc == STORE_OK || rc == STORE_NONE)
		rc = extras->alone ? sql_has_table(sql, STR("user"), err) : STORE_OK;
	if (rc == STORE_NONE)
		return plan_alone(sql, out, err);
	return rc == STORE_OK ? plan_all(sql, extras, out, err) : rc;
}
