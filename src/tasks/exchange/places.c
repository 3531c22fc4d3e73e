#include "tasks/exchange/places.h"

void import_places_init(struct import_places *places)
{
	*places = (struct import_places){ 0 };
	pthread_mutex_init(&places->lock, NULL);
}

void import_places_done(struct import_places *places)
{
	pthread_mutex_destroy(&places->lock);
}

/* The place of this user; of the empty text, a free one. NULL: there is none. */
static struct str *place_of(struct import_places *places, struct str user_id)
{
	for (size_t i = 0; i < LIMIT_IMPORTS; i++)
		if (str_eq(places->users[i], user_id))
			return &places->users[i];
	return NULL;
}

bool import_enter(struct import_places *places, struct str user_id)
{
	struct str *place = NULL;

	pthread_mutex_lock(&places->lock);
	if (!place_of(places, user_id))
		place = place_of(places, str_of(NULL, 0));
	if (place)
		*place = user_id;
	pthread_mutex_unlock(&places->lock);
	return place;
}

void import_leave(struct import_places *places, struct str user_id)
{
	struct str *place;

	pthread_mutex_lock(&places->lock);
	place = place_of(places, user_id);
	if (place)
		*place = str_of(NULL, 0);
	pthread_mutex_unlock(&places->lock);
}

void export_places_init(struct export_places *places)
{
	*places = (struct export_places){ 0 };
	pthread_mutex_init(&places->lock, NULL);
}

void export_places_done(struct export_places *places)
{
	pthread_mutex_destroy(&places->lock);
}

static bool has_room(const struct export_places *places, struct str user_id)
{
	size_t all = 0, own = 0;

	for (const struct export_place *at = places->first; at; at = at->next) {
		all++;
		own += str_eq(at->user_id, user_id);
	}
	return all < LIMIT_EXPORTS && own < LIMIT_EXPORTS_PER_USER;
}

bool export_enter(struct export_places *places, struct export_place *place)
{
	bool enters;

	pthread_mutex_lock(&places->lock);
	enters = has_room(places, place->user_id);
	if (enters) {
		place->next = places->first;
		places->first = place;
	}
	pthread_mutex_unlock(&places->lock);
	return enters;
}

void export_leave(struct export_places *places, struct export_place *place)
{
	struct export_place **at = &places->first;

	pthread_mutex_lock(&places->lock);
	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	pthread_mutex_unlock(&places->lock);
}
