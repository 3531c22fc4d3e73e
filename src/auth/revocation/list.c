#include "auth/revocation/list.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "auth/revocation/revocation.h"
#include "core/limits.h"
#include "store/tables/revocations.h"

#define SWEEP_EVERY_MS INT64_C(3600000)

struct revocation_list {
	struct revocation_list_config config;

	/* Held by the one thread that reads the table, which may take long; taken before `work`. */
	pthread_mutex_t reading;
	/* Held by the one thread that makes a document, for milliseconds; taken before `lock`. */
	pthread_mutex_t work;
	/* Changed under both, read under either. */
	struct revocation_set set;
	struct arena memory; /* of the set */
	int64_t reread_ms;   /* when the set is read again, since some entries have expired */
	int64_t sweep_ms;    /* the ticker's: when it sweeps next */
	bool failing;        /* the ticker's: its last tick has failed */

	pthread_mutex_t lock;                    /* guards `current`; held for a few instructions */
	struct revocation_own_document *current; /* owned; NULL: none was asked for yet */

	_Atomic uint64_t generation; /* of the set */
	_Atomic int64_t looked_ms;   /* steady time */
};

/* --- reading ---------------------------------------------------------------------------------- */

struct reading {
	struct arena *a;
	int64_t now_ms;
	struct revocation_set set;
};

/* I4: the database gives one entry more than fit, latest first. */
static void apply_limit(struct revocation_set *set)
{
	set->has_cutoff = set->revoked.n > LIMIT_REVOCATIONS;
	if (!set->has_cutoff)
		return;
	set->revoked.n = LIMIT_REVOCATIONS;
	set->cutoff_ms = set->revoked.of[LIMIT_REVOCATIONS].at_ms;
}

/* The version is read first: a change between the reads is seen at the next poll. */
static enum store_rc read_set_tx(struct sql *sql, void *arg, struct err *err)
{
	struct reading *reading = arg;
	enum store_rc rc = revocations_version(sql, &reading->set.version, err);

	if (rc == STORE_OK)
		rc = revocations_current(sql, reading->a, reading->now_ms, LIMIT_REVOCATIONS + 1,
					 &reading->set.revoked, err);
	if (rc == STORE_OK)
		rc = revocations_deletions(sql, reading->a, reading->now_ms - REVOCATION_DELETED_MS,
					   LIMIT_REVOCATIONS, &reading->set.deleted, err);
	return rc;
}

static int64_t next_renewal_ms(int64_t now_ms)
{
	const int64_t each_ms = INT64_C(1000) * REVOCATION_RENEW_S;

	return (now_ms / each_ms + 1) * each_ms;
}

/* Leaves the list's previous memory in the reading. */
static void put_set(struct revocation_list *list, const struct reading *reading)
{
	struct arena previous;

	pthread_mutex_lock(&list->work);
	previous = list->memory;
	list->memory = *reading->a;
	*reading->a = previous;
	list->set = reading->set;
	list->reread_ms = next_renewal_ms(reading->now_ms);
	atomic_fetch_add(&list->generation, 1);
	pthread_mutex_unlock(&list->work);
}

/* Under `reading`, or while opening. */
static bool read_set(struct revocation_list *list, struct err *err)
{
	ARENA(memory);
	struct reading reading = { .a = &memory, .now_ms = clock_now_ms(list->config.clock) };

	if (store_read(list->config.store, read_set_tx, &reading, err) != STORE_OK)
		return false;
	apply_limit(&reading.set);
	put_set(list, &reading);
	return true;
}

static bool reload_changed(struct revocation_list *list, struct err *err)
{
	int64_t version = 0;

	if (STORE_READ(list->config.store, sql, err, revocations_version(sql, &version, err)) !=
	    STORE_OK)
		return false;
	if (version == list->set.version && clock_now_ms(list->config.clock) < list->reread_ms)
		return true;
	return read_set(list, err);
}

bool revocation_list_reload(struct revocation_list *list, struct err *err)
{
	bool good;

	pthread_mutex_lock(&list->reading);
	good = reload_changed(list, err);
	if (good)
		atomic_store(&list->looked_ms, clock_steady_ms());
	pthread_mutex_unlock(&list->reading);
	return good;
}

int64_t revocation_list_age_ms(const struct revocation_list *list)
{
	return clock_steady_ms() - atomic_load(&list->looked_ms);
}

uint64_t revocation_list_generation(const struct revocation_list *list)
{
	return atomic_load(&list->generation);
}

struct revocation_list *revocation_list_new(const struct revocation_list_config *config,
					    struct err *err)
{
	OWNED(revocation_list_free) struct revocation_list *list = calloc(1, sizeof(*list));

	if (!list) {
		err_set(err, "no memory for the revocation list");
		return NULL;
	}
	list->config = *config;
	pthread_mutex_init(&list->reading, NULL);
	pthread_mutex_init(&list->work, NULL);
	pthread_mutex_init(&list->lock, NULL);
	arena_init(&list->memory, NULL, 0);
	atomic_store(&list->looked_ms, clock_steady_ms());
	return read_set(list, err) ? TAKE(list) : NULL;
}

void revocation_list_free(struct revocation_list *list)
{
	if (!list)
		return;
	if (list->current)
		revocation_document_unref(&list->current->document);
	arena_done(&list->memory);
	pthread_mutex_destroy(&list->lock);
	pthread_mutex_destroy(&list->work);
	pthread_mutex_destroy(&list->reading);
	free(list);
}

/* --- the document ----------------------------------------------------------------------------- */

static bool document_is_current(struct revocation_list *list,
				const struct revocation_own_document *own,
				const struct signer *signer)
{
	return own && own->document.generation == revocation_list_generation(list) &&
	       clock_now_ms(list->config.clock) < own->renew_ms && str_eq(own->kid, signer->kid);
}

/* A reference to the current document, or NULL when a new one must be made. */
static const struct revocation_document *current_document_ref(struct revocation_list *list,
							      const struct signer *signer)
{
	const struct revocation_document *taken = NULL;

	pthread_mutex_lock(&list->lock);
	if (document_is_current(list, list->current, signer)) {
		revocation_document_ref(list->current);
		taken = &list->current->document;
	}
	pthread_mutex_unlock(&list->lock);
	return taken;
}

static void put_document(struct revocation_list *list, struct revocation_own_document *next)
{
	struct revocation_own_document *before;

	pthread_mutex_lock(&list->lock);
	before = list->current;
	list->current = next;
	pthread_mutex_unlock(&list->lock);
	if (before)
		revocation_document_unref(&before->document);
}

/* Under `work`: of the threads that need a new document at once, one makes it (I2). */
static const struct revocation_document *make_document(struct revocation_list *list,
						       const struct signer *signer, struct err *err)
{
	const struct revocation_document *taken = current_document_ref(list, signer);
	int64_t now_ms = clock_now_ms(list->config.clock);
	const struct revocation_facts facts = {
		.issuer = list->config.issuer,
		.set = &list->set,
		.generation = revocation_list_generation(list),
		.now_ms = now_ms,
		.renew_ms = next_renewal_ms(now_ms),
	};
	struct revocation_own_document *next;

	if (taken)
		return taken;
	next = revocation_document_new(&facts, signer, err);
	if (!next)
		return NULL;
	revocation_document_ref(next);
	put_document(list, next);
	return &next->document;
}

const struct revocation_document *revocation_list_document(struct revocation_list *list,
							   struct err *err)
{
	const struct revocation_document *document;
	struct signer signer;

	if (keyring_signer(list->config.keyring, &signer, err) != KEYRING_OK)
		return NULL;
	document = current_document_ref(list, &signer);
	if (!document) {
		pthread_mutex_lock(&list->work);
		document = make_document(list, &signer, err);
		pthread_mutex_unlock(&list->work);
	}
	signer_done(&signer);
	return document;
}

/* --- the ticker ------------------------------------------------------------------------------- */

STORE_TX(sweep_tx, const int64_t *now_ms,
	 revocations_sweep(sql, *now_ms, *now_ms - REVOCATION_DELETED_MS, err))

/* Rows are kept for an hour longer than needed, so that all processes list the same ones. */
static bool sweep_if_due(struct revocation_list *list, struct err *err)
{
	int64_t now_ms = clock_now_ms(list->config.clock), expired_ms = now_ms - SWEEP_EVERY_MS;

	if (now_ms < list->sweep_ms)
		return true;
	list->sweep_ms = now_ms + SWEEP_EVERY_MS;
	return store_write(list->config.store, sweep_tx, &expired_ms, err) == STORE_OK;
}

void revocation_list_tick(struct revocation_list *list)
{
	struct err err = { 0 };
	bool good = revocation_list_reload(list, &err) && sweep_if_due(list, &err);

	if (!good && !list->failing)
		log_error(list->config.log, "the revocation list cannot be read", str_z(err.text));
	list->failing = !good;
}

static void revocation_timer_tick(void *arg)
{
	revocation_list_tick(arg);
}

struct ticker *revocation_timer_start(struct revocation_list *list)
{
	return ticker_start(REVOCATION_POLL_MS, revocation_timer_tick, list);
}
