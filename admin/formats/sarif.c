/* SPDX-License-Identifier: MIT */
/*
 * sarif.c - findings of lint as SARIF 2.1.0.
 */
#include "sarif.h"

#include <stdlib.h>

#include "out.h"

/* OASIS SARIF 2.1.0, 3.27.10: an info of ours is a note. */
static const char *
level_of(enum lint_severity s)
{
	return s == LINT_INFO ? "note" : lint_severity_name(s);
}

/* Print a value (stolen) as one line, behind a comma but for the first. */
static void
put(struct sarif *s, json_t *value, bool first)
{
	char *text = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;

	if (text == NULL)
		s->err = ERR_NOMEM;
	else
		fprintf(s->file, "%s%s", first ? "\n" : ",\n", text);
	free(text);
	json_decref(value);
}

/* Every kind, also those of which nothing is found. */
static void
put_kinds(struct sarif *s)
{
	for (int k = 0; k < LINT_KINDS; k++) {
		enum lint_kind kind = (enum lint_kind)k;

		put(s,
		    json_pack("{s:s, s:{s:s}, s:{s:s}}", "id",
			lint_kind_name(kind), "shortDescription", "text",
			lint_kind_help(kind), "defaultConfiguration", "level",
			level_of(lint_kind_severity(kind))),
		    k == 0);
	}
}

void
sarif_begin(struct sarif *s, FILE *file, const char *artifact)
{
	*s = (struct sarif){ .file = file, .artifact = artifact };
	fputs("{\"version\": \"2.1.0\",\n\"$schema\": "
	      "\"https://json.schemastore.org/sarif-2.1.0.json\",\n"
	      "\"runs\": [{\"tool\": {\"driver\": {\"name\": \"detour\", "
	      "\"version\": \"" DETOUR_VERSION "\",\n\"rules\": [",
	    file);
	put_kinds(s);
	fputs("]}},\n\"columnKind\": \"utf16CodeUnits\",\n\"results\": [",
	    file);
}

static json_t *
location(const struct sarif *s, struct slice source)
{
	json_t *where = json_pack("{s:[{s:o, s:s}]}", "logicalLocations",
	    "fullyQualifiedName", out_json_text(source), "kind", "element");
	json_t *file;

	if (where != NULL && s->artifact != NULL) {
		file = json_pack("{s:{s:o}}", "artifactLocation", "uri",
		    out_json_text(slice_of(s->artifact)));
		if (json_object_set_new(where, "physicalLocation", file) != 0) {
			json_decref(where);
			return NULL;
		}
	}
	return where;
}

void
sarif_put(struct sarif *s, const struct lint_finding *f, struct slice source)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < f->n; i++)
		if (json_array_append_new(rules,
			json_integer((json_int_t)f->rules[i])) != 0)
			s->err = ERR_NOMEM;
	put(s,
	    json_pack("{s:s, s:i, s:s, s:{s:o}, s:[o], s:{s:o, s:o}}", "ruleId",
		lint_kind_name(f->kind), "ruleIndex", (int)f->kind, "level",
		level_of(f->severity), "message", "text",
		out_json_text(slice_of(f->message)), "locations",
		location(s, source), "properties", "rules", rules, "url",
		out_json_text(slice_of(f->url))),
	    s->n++ == 0);
}

enum err
sarif_end(struct sarif *s)
{
	fputs("]}]}\n", s->file);
	if (fflush(s->file) != 0 || ferror(s->file))
		return s->err != ERR_OK ? s->err : ERR_IO;
	return s->err;
}
