/* Checks the chain of the audit table (chain.h) from its anchor to its head. */
#ifndef OSTIARY_AUTH_AUDIT_VERIFY_H
#define OSTIARY_AUTH_AUDIT_VERIFY_H

#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"

enum audit_fault {
	AUDIT_SOUND = 0,
	AUDIT_CHANGED,   /* the row has not the hash of its columns */
	AUDIT_UNLINKED,  /* the row does not follow the one before, which was changed later */
	AUDIT_MISSING,   /* there is no row with that number */
	AUDIT_BEYOND,    /* the row lies outside of the first and the last number of the head */
	AUDIT_CUT_OFF,   /* the last row is not the one that the head knows */
	AUDIT_STRAY,     /* the row has no number: a process of an earlier build has added it */
	AUDIT_REWRITTEN, /* the row has another hash than the one that was noted */
	AUDIT_UNKNOWN,   /* the row that was noted is not kept any more, or not there yet */
};

/* The number and the hash of a row, which the operator has noted elsewhere. */
struct audit_note {
	int64_t seq; /* 1 or more; 0: nothing was noted */
	struct str hash;
};

struct audit_verdict {
	enum audit_fault fault;
	int64_t seq;          /* of the first row with a fault; of a stray 0 */
	struct str id;        /* of that row, in the arena; empty when it is missing */
	int64_t earlier;      /* rows from before the chain, which have no hash */
	int64_t rows;         /* rows of the chain, up to the fault */
	int64_t last_seq;     /* of the head */
	struct str last_hash; /* likewise, in the arena; empty: the chain has no row yet */
};

/* Reads the whole table. Rows that are added or deleted meanwhile do no harm. STORE_OK with *out,
 * STORE_FAULT. */
enum store_rc audit_verify(struct store *store, struct arena *a, const struct audit_note *note,
			   struct audit_verdict *out, struct err *err);

#endif
