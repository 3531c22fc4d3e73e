/* What came of an attempt to confine the process. */
#ifndef OSTIARY_SANDBOX_OUTCOME_H
#define OSTIARY_SANDBOX_OUTCOME_H

enum sandbox_outcome {
	SANDBOX_CONFINED = 0,
	SANDBOX_LACKING, /* this kernel cannot do it; nothing has changed */
	SANDBOX_FAULT,   /* see *err; nothing has changed */
};

#endif
