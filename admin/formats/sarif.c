/* SPDX-License-Identifier: MIT */
/*
 * sarif.c - findings of lint as SARIF 2.1.0.
 */
#include "sarif.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"
#include "url.h"

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

/*
 * The file as a URI reference (3.4.3): a name with a ':' in its first part
 * would be read as a scheme.
 */
static json_t *
artifact(const struct sarif *s)
{
	const char *name = s->artifact;
	struct buf  uri;
	json_t     *value = NULL;

	buf_init(&uri, 4U * PATH_MAX);
	if (name[strcspn(name, ":/")] == ':')
		buf_adds(&uri, "./");
	url_encode(slice_of(name), &uri);
	if (buf_end(&uri) == ERR_OK)
		value =
		    json_pack("{s:o}", "uri", out_json_text(buf_slice(&uri)));
	buf_free(&uri);
	return value;
}

static json_t *
physical(const struct sarif *s, int64_t line)
{
	return line > 0 ?
	    json_pack("{s:o, s:{s:I}}", "artifactLocation", artifact(s),
		"region", "startLine", (json_int_t)line) :
	    json_pack("{s:o}", "artifactLocation", artifact(s));
}

static bool
has_file(const struct sarif *s)
{
	return s->artifact != NULL && strcmp(s->artifact, "-") != 0;
}

static json_t *
location(const struct sarif *s, struct slice source, int64_t line)
{
	json_t *where = json_pack("[{s:o, s:s}]", "fullyQualifiedName",
	    out_json_text(source), "kind", "element");

	return has_file(s) ? json_pack("{s:o, s:o}", "logicalLocations", where,
				 "physicalLocation", physical(s, line)) :
			     json_pack("{s:o}", "logicalLocations", where);
}

/* Where the other rules of a finding stand. */
static json_t *
others(const struct sarif *s, const struct lint_finding *f, struct lines *lines)
{
	json_t *all = json_array();

	for (size_t i = 1; has_file(s) && lines != NULL && i < f->n; i++) {
		int64_t line = lines_at(lines, f->rules[i]);

		if (line > 0 &&
		    json_array_append_new(all,
			json_pack("{s:o}", "physicalLocation",
			    physical(s, line))) != 0) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

void
sarif_put(struct sarif *s, const struct lint_finding *f, struct slice source,
    struct lines *lines)
{
	json_t *rules = json_array();
	int64_t line = 0;

	if (lines != NULL && f->n > 0)
		line = lines_at(lines, f->rules[0]);
	for (size_t i = 0; i < f->n; i++)
		if (json_array_append_new(rules,
			json_integer((json_int_t)f->rules[i])) != 0)
			s->err = ERR_NOMEM;
	put(s,
	    json_pack("{s:s, s:i, s:s, s:{s:o}, s:[o], s:o, s:{s:o, s:o}}",
		"ruleId", lint_kind_name(f->kind), "ruleIndex", (int)f->kind,
		"level", level_of(f->severity), "message", "text",
		out_json_text(slice_of(f->message)), "locations",
		location(s, source, line), "relatedLocations",
		others(s, f, lines), "properties", "rules", rules, "url",
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
