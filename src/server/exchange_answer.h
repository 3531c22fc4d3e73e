/* The answer side of an exchange: the reply is made, logged and written as bytes. */
#ifndef OSTIARY_SERVER_EXCHANGE_ANSWER_H
#define OSTIARY_SERVER_EXCHANGE_ANSWER_H

#include "server/exchange.h"

/* Makes and logs the reply: the application's own, and its wording of a refusal that the server has
 * decided on. reason is one word for the log. All may run on a lane's thread.
 *
 * exchange_handle_short() is false when the answer is longer than LIMIT_ANSWER_BYTES. Then
 * exchange_reserve_long() reserves what a long one takes, which is done before the work; false: it
 * is not there, and 503 is the reply. exchange_handle_long() reserves by itself where that has not
 * been done. */
bool exchange_handle_short(struct exchange *x);
bool exchange_reserve_long(struct exchange *x);
void exchange_handle_long(struct exchange *x);
void exchange_refuse(struct exchange *x, unsigned status, struct str reason);

/* Logs the reply that the application has made, and writes its head. */
void exchange_conclude(struct exchange *x);

/* Logs a request that gets no reply, because the client went away or missed a deadline; one that
 * was refused by its head is logged as refused. */
void exchange_log_unanswered(struct exchange *x);

#endif
