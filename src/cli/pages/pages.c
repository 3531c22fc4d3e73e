#include "cli/pages/pages.h"

#include "cli/resolve/page_features.h"
#include "web/embedded.h"
#include "web/place.h"

static bool has_page(const void *self, struct str path)
{
	return site_has(self, path);
}

static void answer_page(const void *self, const struct request *request, struct reply *reply)
{
	site_answer(self, request, reply);
}

bool pages_are_there(const struct settings *settings)
{
	return !str_eq(settings_text(settings, SETTING_WEB), STR("off")) &&
	       (web_embedded().n || settings_text(settings, SETTING_WEB_FOLDER).n);
}

struct app_site pages_make(struct site *site, struct arena *a, const struct settings *settings,
			   const struct public_address *outside, const struct issuer *issuer)
{
	struct str folder = settings_text(settings, SETTING_WEB_FOLDER);
	struct web_files files = web_embedded();

	site->texts = (struct web_texts){
		.root = outside->root,
		.issuer = outside->issuer_path,
		.features = issuer ? page_features(a, &issuer->settings,
						   settings_is_on(settings, SETTING_PUSH))
				   : STR(""),
	};
	site->files = web_place(a, &files, &site->texts);
	if (folder.n)
		site->folder = arena_z(a, folder);
	if (!issuer || !pages_are_there(settings))
		return (struct app_site){ 0 };
	return (struct app_site){ .self = site,
				  .lane = site->folder ? LANE_WORKER : LANE_INLINE,
				  .has = has_page,
				  .answer = answer_page };
}
