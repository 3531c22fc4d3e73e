/* The application as the server has it, with two people. */
#ifndef OSTIARY_TESTS_FUZZ_APP_WORLD_H
#define OSTIARY_TESTS_FUZZ_APP_WORLD_H

#include "support/issuer_fixture.h"
#include "route/app.h"
#include "store/tables/sessions.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

#define WORLD_BOBS_SECRET "nobody but Bob may read this"
#define WORLD_PRIVATE     "\"d\":" /* of a private key */

struct world {
	struct fixture *fixture;
	struct app *app;
	struct user ann, bob;
	struct task anns, bobs;
	struct session session;                 /* Ann's */
	struct str token, bearer, cookie, data; /* Ann's; the last is the cookie cache */
	struct str task_ids[2];                 /* as text */
};

/* Made at the first call. Its files are gone when the program ends. */
struct world *world_of_two(void);

/* What a sign stands for; p is NULL when it is none. */
struct str world_sign(const struct world *w, char sign);

/* Ann, her session and her task as they were at first. */
void world_restore_ann(struct world *w);

/* Are he and his task still there, and as they were? */
bool world_bob_is_well(struct world *w);

#endif
