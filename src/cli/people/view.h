/* One person on paper: the members that a list and a single view share. */
#ifndef OSTIARY_CLI_PEOPLE_VIEW_H
#define OSTIARY_CLI_PEOPLE_VIEW_H

#include "base/buf.h"
#include "store/tables/people/people.h"

/* {"id","email","name","emailVerified","createdAt","password","passkeys","secondFactor","sessions"
 * without the closing brace. */
void person_put_members(struct buf *b, const struct person *person);

/* Whether a ban keeps the user out now: one that has ended keeps nobody out. */
bool person_is_banned(const struct user *user);

/* ,"banExpires":...; null: not banned, or without an end. */
void person_put_ban_end(struct buf *b, const struct user *user);

/* ,"banned":true,"banExpires":... */
void person_put_ban(struct buf *b, const struct user *user);

/* "password, 2 passkeys", "none" */
void person_put_ways(struct buf *b, const struct person *person);

#endif
