/* SPDX-License-Identifier: MIT */
/* shape_sample.c - a request for a rule, and its answer; see shape.h. */
#include <string.h>

#include "shape_base.h"

/* A path that an expression covers. */
static enum err
sample_regex(const struct rule *r, struct trial *trial, struct buf *path,
    struct buf *why)
{
	static const struct target alone = { .kind = TARGET_ALONE };

	for (unsigned i = 0; i < REGEX_SAMPLES; i++) {
		buf_reset(path);
		if (!regex_sample(r->at.path, i, path))
			break;
		if (buf_end(path) == ERR_OK &&
		    trial_make(trial, r, &alone, buf_slice(path),
			r->at.params) == ERR_OK)
			return ERR_OK;
	}
	return refuse(why, ERR_SYNTAX,
	    "no path was found that its regular expression covers");
}

enum err
shape_sample(const struct rule *r, struct buf *target, struct buf *location,
    struct buf *why)
{
	struct forms forms;
	struct trial trial;
	struct buf   path;
	enum err     rc = ERR_OK;

	if (!r->parsed)
		return refuse(why, ERR_SYNTAX, "what is stored is not valid");
	if ((r->wants.looks & ~(1U << CONDITION_METHOD)) != 0 ||
	    (r->wants.looks != 0 &&
		memmem(r->conditions.s, r->conditions.n, "method GET\n", 11) ==
		    NULL))
		return refuse(why, ERR_SYNTAX,
		    "it is for some requests, and not for any GET");
	forms_init(&forms);
	trial_init(&trial);
	buf_init(&path, SHAPE_TEXT_MAX);
	rc = r->at.kind == SOURCE_REGEX ? sample_regex(r, &trial, &path, why) :
					  forms_make(&forms, r, why);
	if (rc == ERR_OK && r->at.kind != SOURCE_REGEX)
		buf_add_slice(&path, buf_slice(&forms.form[forms.n - 1].path));
	if (rc == ERR_OK) {
		buf_add_slice(target, buf_slice(&path));
		if (r->at.nparams > 0) {
			buf_addc(target, '?');
			buf_add_slice(target, r->at.params);
		}
		if (rule_leads(r))
			rc = trial_make(&trial, r, &r->to, buf_slice(&path),
			    r->at.params);
		buf_add_slice(location, buf_slice(&trial.location));
	}
	buf_free(&path);
	if (rc == ERR_OK)
		rc = buf_end(target);
	if (rc == ERR_OK)
		rc = buf_end(location);
	trial_free(&trial);
	forms_free(&forms);
	return rc;
}
