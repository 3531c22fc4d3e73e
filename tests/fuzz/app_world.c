#include "app_world.h"

#include "auth/keys/keyring.h"
#include "auth/open.h"
#include "auth/session/cookie_cache.h"
#include "auth/session/sessions.h"
#include "auth/token/token.h"
#include "base/url.h"
#include "fuzz.h"
#include "crypto/cookie_mac.h"
#include "http/percent.h"

static struct user a_user(const char *id, const char *name, const char *email)
{
	return (struct user){ .id = str_z(id),
			      .name = str_z(name),
			      .email = str_z(email),
			      .created_ms = TEST_NOW_MS,
			      .updated_ms = TEST_NOW_MS };
}

static struct task a_task(int64_t id, const char *title)
{
	return (struct task){ .id = id,
			      .title = str_z(title),
			      .priority = STR("none"),
			      .tags_json = STR("[]"),
			      .created_ms = TEST_NOW_MS,
			      .updated_ms = TEST_NOW_MS };
}

static enum store_rc put_person(struct sql *sql, const struct user *user, const struct task *task,
				struct err *err)
{
	const struct owner owner = { user->id };
	enum store_rc rc = users_insert(sql, user, err);

	return rc == STORE_OK ? tasks_insert(sql, &owner, task, err) : rc;
}

static enum store_rc put_bob(struct sql *sql, void *arg, struct err *err)
{
	struct world *w = arg;

	return put_person(sql, &w->bob, &w->bobs, err);
}

static enum store_rc put_ann(struct sql *sql, void *arg, struct err *err)
{
	struct world *w = arg;
	enum store_rc rc = users_delete(sql, w->ann.id, err);

	if (rc == STORE_OK || rc == STORE_NONE)
		rc = put_person(sql, &w->ann, &w->anns, err);
	return rc == STORE_OK ? sessions_insert(sql, &w->session, err) : rc;
}

void world_restore_ann(struct world *w)
{
	if (store_write(w->fixture->store, put_ann, w, &w->fixture->err) != STORE_OK)
		fail_msg("%s", w->fixture->err.text);
}

struct look {
	const struct world *w;
	struct arena arena;
	struct user user;
	struct task task;
};

static enum store_rc look_at_bob(struct sql *sql, void *arg, struct err *err)
{
	struct look *look = arg;
	const struct owner owner = { look->w->bob.id };
	enum store_rc rc = users_by_id(sql, &look->arena, owner.user_id, &look->user, err);

	if (rc != STORE_OK)
		return rc;
	return tasks_get(sql, &look->arena, &owner, look->w->bobs.id, &look->task, err);
}

bool world_bob_is_well(struct world *w)
{
	struct look look = { .w = w };
	bool well;

	arena_init(&look.arena, NULL, 0);
	well = store_read(w->fixture->store, look_at_bob, &look, &w->fixture->err) == STORE_OK &&
	       str_eq(look.user.email, w->bob.email) && str_eq(look.user.name, w->bob.name) &&
	       str_eq(look.task.title, w->bobs.title) && !look.task.completed;
	arena_done(&look.arena);
	return well;
}

/* Letters that are taken and never sent: what needs them is open. */
static enum store_rc take_letter(struct sql *sql, const struct announcement *what, struct err *err)
{
	(void)sql;
	(void)what;
	(void)err;
	return STORE_OK;
}

static void open_issuer(struct fixture *f)
{
	struct issuer_config config = {
		.clock = &f->clock.clock,
		.random = &f->random.random,
		.log = &f->log,
		.announce = take_letter,
		.settings = f->settings,
	};

	config.settings.reset.enabled = true;
	config.settings.verification.enabled = true;
	config.settings.change_email.enabled = true;
	config.settings.deletion.enabled = true;
	config.settings.deletion.confirm = true;
	config.settings.revocations = true;
	config.settings.cache = (struct cookie_cache_rules){ .form = COOKIE_CACHE_COMPACT,
							     .max_age_s = 300,
							     .version = STR("1") };
	config.store = f->store = test_store_open(f);
	HOLDS(issuer_open(&config, &f->issuer, &f->err) == KEYRING_OK);
}

static void make_people(struct world *w)
{
	struct fixture *f = w->fixture;

	w->ann = a_user("AnnAnnAnnAnnAnnAnnAnnAnnAnnAnnAn", "Ann", "ann@example.com");
	w->bob = a_user("BobBobBobBobBobBobBobBobBobBobBo", WORLD_BOBS_SECRET, "bob@example.com");
	w->anns = a_task(1000, "Ann's");
	w->bobs = a_task(2000, WORLD_BOBS_SECRET);
	w->session = session_make(f->issuer, &f->arena, w->ann.id, &(struct session_origin){ 0 },
				  REMEMBER_YES, &(struct session_proof){ 0 }, TEST_NOW_MS);
	HOLDS(store_write(f->store, put_bob, w, &f->err) == STORE_OK);
	world_restore_ann(w);
}

static void make_signs(struct world *w)
{
	struct fixture *f = w->fixture;
	const struct signed_in who = { .user = w->ann, .session = w->session };
	struct buf plain, encoded;

	HOLDS(token_issue(f->issuer, &f->arena, &w->ann, &w->token, &f->err) == AUTH_OK);
	w->bearer = w->session.token;
	arena_buf(&f->arena, &plain, 128, 1024);
	cookie_sign(f->issuer->cookie_key, w->session.token, &plain);
	arena_buf(&f->arena, &encoded, 128, 1024);
	buf_str(&encoded, STR("better-auth.session_token="));
	url_put_component(&encoded, buf_text(&plain));
	w->cookie = buf_text(&encoded);
	arena_buf(&f->arena, &plain, 1024, 8192);
	buf_z(&plain, "better-auth.session_data=");
	cookie_cache_put(f->issuer->cache, &f->arena, &who, REMEMBER_YES, &plain);
	w->data = buf_text(&plain);
	w->task_ids[0] = arena_fmt(&f->arena, "%lld", (long long)w->anns.id);
	w->task_ids[1] = arena_fmt(&f->arena, "%lld", (long long)w->bobs.id);
}

static void make_app(struct world *w)
{
	struct fixture *f = w->fixture;
	const struct app_config config = { .issuer = f->issuer,
					   .bearer = true,
					   .trusted = &f->issuer->settings.trusted,
					   .tasks = { .store = f->store,
						      .random = &f->random.random },
					   .base_path = STR("/api/auth"),
					   .cookies = { .prefix = STR("better-auth") },
					   .token_issuer = TEST_ORIGIN,
					   .token_audience = TEST_ORIGIN,
					   .verdict_cache_entries = 16 };

	w->app = app_new(&config);
	HOLDS(w->app != NULL);
}

static struct world world;

static void end_world(void)
{
	void *state = world.fixture;

	app_free(world.app);
	test_teardown(&state);
}

struct world *world_of_two(void)
{
	void *state;

	if (world.app)
		return &world;
	if (access("/dev/shm", W_OK) == 0) /* what is kept for seconds need not reach a disk */
		setenv("TMPDIR", "/dev/shm", 1);
	test_setup(&state);
	world.fixture = state;
	open_issuer(world.fixture);
	make_people(&world);
	make_signs(&world);
	make_app(&world);
	atexit(end_world);
	return &world;
}

struct str world_sign(const struct world *w, char sign)
{
	switch (sign) {
	case 'T':
		return w->token;
	case 'S':
		return w->bearer;
	case 'C':
		return w->cookie;
	case 'D':
		return w->data;
	case 'A':
		return w->ann.id;
	case 'B':
		return w->bob.id;
	case '1':
		return w->task_ids[0];
	case '2':
		return w->task_ids[1];
	default:
		return str_of(NULL, 0);
	}
}
