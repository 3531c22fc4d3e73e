#include "auth/not_before_list.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "auth/not_before.h"
#include "auth/not_before_text.h"
#include "core/limits.h"
#include "store/not_before.h"

#define SWEEP_MS INT64_C(3600000)

struct not_before_list {
	struct not_before_config config;

	/* Held by the one thread that reads the table, which may take long; taken before `work`. */
	pthread_mutex_t reading;
	/* Held by the one thread that makes a text, for milliseconds at most; taken before `lock`. */
	pthread_mutex_t work;
	/* Changed under both, read under either. */
	struct not_before_marks marks;
	struct arena memory; /* of the marks */
	int64_t reread_ms;   /* by then some are over */
	int64_t sweep_ms;    /* the ticker's */
	bool failing;        /* the ticker's */

	pthread_mutex_t lock;             /* guards `text`; held for a few instructions */
	struct not_before_own_text *text; /* owned; NULL: none was asked for yet */

	_Atomic uint64_t generation; /* of the marks */
};

/* --- reading ------------------------------------------------------------------------------------ */

struct look {
	struct arena *a;
	int64_t now_ms;
	struct not_before_marks marks;
};

static enum store_rc look_version(struct sql *sql, void *arg, struct err *err)
{
	return not_before_version(sql, arg, err);
}

/* I4 */
static void bound(struct not_before_marks *marks)
{
	marks->has_everybody = marks->thrown_out.n > LIMIT_THROWN_OUT;
	if (!marks->has_everybody)
		return;
	marks->thrown_out.n = LIMIT_THROWN_OUT;
	marks->everybody_ms = marks->thrown_out.of[LIMIT_THROWN_OUT].at_ms;
}

/* The version first: what comes between is seen the next time. */
static enum store_rc look_all(struct sql *sql, void *arg, struct err *err)
{
	struct look *look = arg;
	enum store_rc rc = not_before_version(sql, &look->marks.version, err);

	if (rc == STORE_OK)
		rc = not_before_thrown_out(sql, look->a, look->now_ms, LIMIT_THROWN_OUT + 1,
					   &look->marks.thrown_out, err);
	if (rc == STORE_OK)
		rc = not_before_deleted(sql, look->a, look->now_ms - NOT_BEFORE_DELETED_MS,
					LIMIT_THROWN_OUT, &look->marks.deleted, err);
	return rc;
}

static int64_t next_renewal_ms(int64_t now_ms)
{
	const int64_t each_ms = INT64_C(1000) * NOT_BEFORE_RENEW_S;

	return (now_ms / each_ms + 1) * each_ms;
}

static void put_marks(struct not_before_list *list, const struct look *look)
{
	struct arena before;

	pthread_mutex_lock(&list->work);
	before = list->memory;
	list->memory = *look->a;
	list->marks = look->marks;
	list->reread_ms = next_renewal_ms(look->now_ms);
	atomic_fetch_add(&list->generation, 1);
	pthread_mutex_unlock(&list->work);
	arena_done(&before);
}

/* Under `reading`, or while opening. */
static bool read_marks(struct not_before_list *list, struct err *err)
{
	struct arena memory;
	struct look look = { .a = &memory, .now_ms = clock_now_ms(list->config.clock) };

	arena_init(&memory, NULL, 0);
	if (store_read(list->config.store, look_all, &look, err) != STORE_OK) {
		arena_done(&memory);
		return false;
	}
	bound(&look.marks);
	put_marks(list, &look);
	return true;
}

static bool reload(struct not_before_list *list, struct err *err)
{
	int64_t version;

	if (store_read(list->config.store, look_version, &version, err) != STORE_OK)
		return false;
	if (version == list->marks.version && clock_now_ms(list->config.clock) < list->reread_ms)
		return true;
	return read_marks(list, err);
}

bool not_before_list_reload(struct not_before_list *list, struct err *err)
{
	bool good;

	pthread_mutex_lock(&list->reading);
	good = reload(list, err);
	pthread_mutex_unlock(&list->reading);
	return good;
}

uint64_t not_before_list_generation(const struct not_before_list *list)
{
	return atomic_load(&list->generation);
}

struct not_before_list *not_before_list_new(const struct not_before_config *config, struct err *err)
{
	OWNED(not_before_list_free) struct not_before_list *list = calloc(1, sizeof(*list));

	if (!list) {
		err_set(err, "no memory for the list of who was thrown out");
		return NULL;
	}
	list->config = *config;
	pthread_mutex_init(&list->reading, NULL);
	pthread_mutex_init(&list->work, NULL);
	pthread_mutex_init(&list->lock, NULL);
	arena_init(&list->memory, NULL, 0);
	return read_marks(list, err) ? TAKE(list) : NULL;
}

void not_before_list_free(struct not_before_list *list)
{
	if (!list)
		return;
	if (list->text)
		not_before_text_free(&list->text->text);
	arena_done(&list->memory);
	pthread_mutex_destroy(&list->lock);
	pthread_mutex_destroy(&list->work);
	pthread_mutex_destroy(&list->reading);
	free(list);
}

/* --- the text ----------------------------------------------------------------------------------- */

static bool is_current(struct not_before_list *list, const struct not_before_own_text *text,
		       const struct signer *signer)
{
	return text && text->text.generation == not_before_list_generation(list) &&
	       clock_now_ms(list->config.clock) < text->renew_ms && str_eq(text->kid, signer->kid);
}

/* A reference to the text that is there, if it will do; else NULL. */
static const struct not_before_text *take_text(struct not_before_list *list,
					       const struct signer *signer)
{
	const struct not_before_text *taken = NULL;

	pthread_mutex_lock(&list->lock);
	if (is_current(list, list->text, signer)) {
		not_before_text_hold(list->text);
		taken = &list->text->text;
	}
	pthread_mutex_unlock(&list->lock);
	return taken;
}

static void put_text(struct not_before_list *list, struct not_before_own_text *next)
{
	struct not_before_own_text *before;

	pthread_mutex_lock(&list->lock);
	before = list->text;
	list->text = next;
	pthread_mutex_unlock(&list->lock);
	if (before)
		not_before_text_free(&before->text);
}

/* Under `work`: of all who ask at once, one makes it. */
static const struct not_before_text *make_text(struct not_before_list *list,
					       const struct signer *signer, struct err *err)
{
	const struct not_before_text *taken = take_text(list, signer);
	int64_t now_ms = clock_now_ms(list->config.clock);
	const struct not_before_facts facts = {
		.issuer = list->config.issuer,
		.marks = &list->marks,
		.generation = not_before_list_generation(list),
		.now_ms = now_ms,
		.renew_ms = next_renewal_ms(now_ms),
	};
	struct not_before_own_text *next;

	if (taken)
		return taken;
	next = not_before_text_new(&facts, signer, err);
	if (!next)
		return NULL;
	not_before_text_hold(next);
	put_text(list, next);
	return &next->text;
}

const struct not_before_text *not_before_list_text(struct not_before_list *list, struct err *err)
{
	const struct not_before_text *text;
	struct signer signer;

	if (keyring_signer(list->config.keyring, &signer, err) != KEYRING_OK)
		return NULL;
	text = take_text(list, &signer);
	if (!text) {
		pthread_mutex_lock(&list->work);
		text = make_text(list, &signer, err);
		pthread_mutex_unlock(&list->work);
	}
	signer_done(&signer);
	return text;
}

/* --- the ticker --------------------------------------------------------------------------------- */

static enum store_rc sweep(struct sql *sql, void *arg, struct err *err)
{
	const int64_t *now_ms = arg;

	return not_before_sweep(sql, *now_ms, *now_ms - NOT_BEFORE_DELETED_MS, err);
}

/* An hour late, so that no list has lost what another still tells. */
static bool sweep_if_due(struct not_before_list *list, struct err *err)
{
	int64_t now_ms = clock_now_ms(list->config.clock), over_ms = now_ms - SWEEP_MS;

	if (now_ms < list->sweep_ms)
		return true;
	list->sweep_ms = now_ms + SWEEP_MS;
	return store_write(list->config.store, sweep, &over_ms, err) == STORE_OK;
}

void not_before_list_tick(struct not_before_list *list)
{
	struct err err = { 0 };
	bool good = not_before_list_reload(list, &err) && sweep_if_due(list, &err);

	if (!good && !list->failing)
		log_error(list->config.log, "the list of who was thrown out cannot be read",
			  err.text);
	list->failing = !good;
}

static void tick(void *arg)
{
	not_before_list_tick(arg);
}

struct ticker *not_before_timer_start(struct not_before_list *list)
{
	return ticker_start(NOT_BEFORE_LOOK_MS, tick, list);
}
